import type { ScenarioInput } from '../scenario.ts';

export const soak: ScenarioInput = {
  name: 'soak',
  description: 'Half an hour of everyday load: what leaks, fills up or slows down shows only after a while.',
  phases: [
    { name: 'ramp-up', seconds: 30, from: 1, to: 20 },
    { name: 'steady', seconds: 1_740, from: 20, to: 20 },
    { name: 'ramp-down', seconds: 30, from: 20, to: 1 },
  ],
  journeys: [
    { journey: 'browse', weight: 9 },
    { journey: 'purchase', weight: 1 },
  ],
  thresholds: ['browse p95<500', 'purchase p95<2000', 'errors<0.1%', 'drift<50%', 'invariants'],
  checkInvariants: true,
};
