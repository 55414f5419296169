import type { ScenarioInput } from '../scenario.ts';

export const smoke: ScenarioInput = {
  name: 'smoke',
  description: 'Asks every part of the system whether it is there.',
  phases: [{ name: 'steady', seconds: 10, from: 2, to: 2 }],
  journeys: [{ journey: 'smoke' }],
  thresholds: ['p95<1000', 'errors<0.1%'],
  checkInvariants: true,
};
