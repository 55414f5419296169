import { expect, it } from '@jest/globals';
import { summarise } from '../cli/profile-summary.ts';

const node = (id: number, functionName: string, url = '', lineNumber = 0) => ({
  id,
  callFrame: { functionName, url, lineNumber, columnNumber: 2 },
});

it('adds up self time by function, wherever it was called from, and leaves idleness out', () => {
  const summary = summarise({
    nodes: [
      node(1, '(root)'),
      node(2, '(idle)'),
      node(3, 'hash', 'file:///dist/user-service/main.mjs', 11),
      node(4, 'hash', 'file:///dist/user-service/main.mjs', 11),
      node(5, '', 'node:internal/timers', 6),
    ],
    samples: [2, 3, 4, 5, 2],
    timeDeltas: [0, 4_000, 2_000, 3_000, 1_000],
    startTime: 1_000,
    endTime: 11_000,
  });
  expect(summary.totalMs).toBe(10);
  expect(summary.busyMs).toBe(6);
  expect(summary.functions).toEqual([
    { name: 'hash', place: 'main.mjs:12:3', selfMs: 5, share: 0.5 },
    { name: '(anonymous)', place: 'node:internal/timers:7:3', selfMs: 1, share: 0.1 },
  ]);
});
