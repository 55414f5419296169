import type { ScenarioInput } from '../scenario.ts';

export const flashSale: ScenarioInput = {
  name: 'flash-sale',
  description: 'Thousands want the same fifty seats at the same moment; no seat may go to two of them.',
  phases: [
    { name: 'doors open', seconds: 45, from: 40, to: 40 },
    { name: 'latecomers', seconds: 15, from: 40, to: 5 },
  ],
  journeys: [{ journey: 'rush' }],
  thresholds: ['no oversell', 'errors<1%', 'p95<2000', 'invariants'],
  customers: 100,
  checkInvariants: true,
};
