import type { ScenarioInput } from '../scenario.ts';

export const stress: ScenarioInput = {
  name: 'stress',
  description:
    'More and more visitors until the system breaks; tells the rate that it still bore, and whether it recovers.',
  stress: { from: 20, factor: 1.4, upTo: 2_000, seconds: 8, until: ['p95<500', 'errors<1%'] },
  phases: [
    { name: 'pause', seconds: 5, from: 1, to: 1 },
    { name: 'recovery', seconds: 10, from: 10, to: 10 },
  ],
  journeys: [
    { journey: 'browse', weight: 9 },
    { journey: 'purchase', weight: 1 },
  ],
  thresholds: ['knee>20', 'recovery p95<500', 'invariants'],
  checkInvariants: true,
};
