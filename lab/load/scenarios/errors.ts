import type { ScenarioInput } from '../scenario.ts';

export const errors: ScenarioInput = {
  name: 'errors',
  description:
    "Lets 30 % of notification-service's challenge calls fail until its breaker opens, then stops and lets it heal.",
  phases: [
    { name: 'failing', seconds: 10, from: 20, to: 20, params: { rate: 0.3 } },
    { name: 'healing', seconds: 35, from: 1, to: 1, params: { rate: 0 } },
  ],
  journeys: [{ journey: 'challenge', params: { service: 'notifications', challenge: 'error-simulation' } }],
  thresholds: ['breaker opened', 'breaker healed', 'injected>1%'],
  watchBreaker: 'notification-service',
};
