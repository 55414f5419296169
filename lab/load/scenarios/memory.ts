import type { ScenarioInput } from '../scenario.ts';

export const memory: ScenarioInput = {
  name: 'memory',
  description: 'Holds memory in event-service, 16 MiB for two seconds, two times a second.',
  phases: [{ name: 'hold', seconds: 20, from: 2, to: 2 }],
  journeys: [
    { journey: 'challenge', params: { service: 'events', challenge: 'memory-intensive', mb: 16, holdMs: 2000 } },
  ],
  thresholds: ['p95<4000', 'errors<0.5%'],
};
