import type { ScenarioInput } from '../scenario.ts';

export const browse: ScenarioInput = {
  name: 'browse',
  description: 'Visitors search the catalogue, open an event and look at its availability.',
  phases: [
    { name: 'ramp-up', seconds: 5, from: 1, to: 50 },
    { name: 'steady', seconds: 30, from: 50, to: 50 },
    { name: 'ramp-down', seconds: 5, from: 50, to: 1 },
  ],
  journeys: [{ journey: 'browse' }],
  thresholds: ['p95<500', 'errors<0.5%'],
};
