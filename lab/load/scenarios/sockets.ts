import type { ScenarioInput } from '../scenario.ts';

export const sockets: ScenarioInput = {
  name: 'sockets',
  description: 'Five hundred portals connect and stay; an admin tells all of them something every two seconds.',
  phases: [
    { name: 'connect', seconds: 10, from: 50, to: 50 },
    { name: 'pushes', seconds: 20, from: 0.5, to: 0.5, journeys: [{ journey: 'broadcast' }] },
  ],
  journeys: [{ journey: 'listen' }],
  thresholds: ['socket connect p95<1000', 'socket push p99<1000', 'errors<0.5%'],
  customers: 50,
};
