import type { ScenarioInput } from '../scenario.ts';

export const spike: ScenarioInput = {
  name: 'spike',
  description: 'An ordinary evening, then ten times the visitors within two seconds, then an ordinary evening again.',
  phases: [
    { name: 'before', seconds: 15, from: 8, to: 8 },
    { name: 'rise', seconds: 2, from: 8, to: 80 },
    { name: 'spike', seconds: 15, from: 80, to: 80 },
    { name: 'fall', seconds: 2, from: 80, to: 8 },
    { name: 'after', seconds: 20, from: 8, to: 8 },
  ],
  journeys: [
    { journey: 'browse', weight: 9 },
    { journey: 'purchase', weight: 1 },
  ],
  thresholds: ['before p95<500', 'spike p95<1500', 'after p95<500', 'errors<1%', 'invariants'],
  checkInvariants: true,
};
