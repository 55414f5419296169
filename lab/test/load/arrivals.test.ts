import { describe, expect, it } from '@jest/globals';
import { arrivals } from '../../load/arrivals.ts';

const times = (phases: Parameters<typeof arrivals>[0]) => [...arrivals(phases)].map(({ atMs }) => Math.round(atMs));

describe('the arrival schedule', () => {
  it('spaces a steady rate evenly, the first at once', () => {
    expect(times([{ name: 'steady', seconds: 1, from: 4, to: 4 }])).toEqual([0, 250, 500, 750]);
  });

  it('puts the area under a ramp into arrivals, closer and closer', () => {
    const ramp = times([{ name: 'up', seconds: 10, from: 0, to: 10 }]);
    expect(ramp).toHaveLength(50);
    const gaps = ramp.slice(1).map((at, index) => at - (ramp[index] ?? 0));
    expect(gaps.at(0)).toBeGreaterThan(gaps.at(-1) ?? 0);
    expect(gaps.at(-1)).toBeLessThan(110);
  });

  it('carries the remainder of a phase into the next', () => {
    const split = times([
      { name: 'a', seconds: 0.35, from: 10, to: 10 },
      { name: 'b', seconds: 0.65, from: 10, to: 10 },
    ]);
    expect(split).toEqual(times([{ name: 'whole', seconds: 1, from: 10, to: 10 }]));
  });

  it('has nothing in a phase without arrivals', () => {
    expect(times([{ name: 'quiet', seconds: 5, from: 0, to: 0 }])).toEqual([]);
  });
});
