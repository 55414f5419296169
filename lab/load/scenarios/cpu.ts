import type { ScenarioInput } from '../scenario.ts';

export const cpu: ScenarioInput = {
  name: 'cpu',
  description: 'Burns CPU in user-service, 300 millicores in jobs of 10 CPU milliseconds.',
  phases: [{ name: 'burn', seconds: 30, from: 30, to: 30 }],
  journeys: [{ journey: 'challenge', params: { service: 'users', challenge: 'cpu-intensive', cpuMs: 10 } }],
  thresholds: ['p95<1000', 'errors<0.5%'],
};
