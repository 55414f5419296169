import type { ScenarioInput } from '../scenario.ts';

export const flashSale: ScenarioInput = {
  name: 'flash-sale',
  description: 'Thousands want the same fifty seats at the same moment; no seat may go to two of them.',
  phases: [
    { name: 'doors open', seconds: 8, from: 250, to: 250 },
    { name: 'latecomers', seconds: 7, from: 250, to: 5 },
  ],
  journeys: [{ journey: 'rush' }],
  thresholds: ['no oversell', 'errors<0.5%', 'p95<2000', 'invariants'],
  customers: 100,
  checkInvariants: true,
};
