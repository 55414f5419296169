import type { ScenarioInput } from '../scenario.ts';

export const flashSale: ScenarioInput = {
  name: 'flash-sale',
  description: 'Thousands want the same fifty seats at the same moment; no seat may go to two of them.',
  phases: [
    { name: 'doors open', seconds: 12, from: 150, to: 150 },
    { name: 'latecomers', seconds: 8, from: 150, to: 5 },
  ],
  journeys: [{ journey: 'rush' }],
  thresholds: ['no oversell', 'errors<0.5%', 'p95<2000', 'invariants'],
  customers: 100,
  checkInvariants: true,
};
