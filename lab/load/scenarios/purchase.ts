import type { ScenarioInput } from '../scenario.ts';

export const purchase: ScenarioInput = {
  name: 'purchase',
  description: 'Customers order a place, pay, and wait for their ticket.',
  phases: [
    { name: 'ramp-up', seconds: 5, from: 1, to: 10 },
    { name: 'steady', seconds: 30, from: 10, to: 10 },
    { name: 'ramp-down', seconds: 5, from: 10, to: 1 },
  ],
  journeys: [{ journey: 'purchase' }],
  thresholds: ['p95<2000', 'errors<0.5%', 'invariants'],
  checkInvariants: true,
};
