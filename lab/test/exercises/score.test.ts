import { describe, expect, it } from '@jest/globals';
import { type Attempt, pointsOf, timesOf } from '../../exercises/score.ts';

const solved: Attempt = {
  exercise: '02-slow-instance',
  title: 'The slow service',
  hard: false,
  seed: 1,
  startedAt: '2026-01-01T12:00:00.000Z',
  detectedAt: '2026-01-01T12:01:30.000Z',
  mitigatedAt: '2026-01-01T12:05:00.000Z',
  hintsTaken: 0,
  hintCost: 0,
  wrongAnswers: 0,
  gaveUp: null,
};

describe('points', () => {
  it.each<[string, Partial<Attempt>, number]>([
    ['all of them', {}, 100],
    ['hints cost what they say', { hintsTaken: 2, hintCost: 25 }, 75],
    ['a wrong answer costs 15', { wrongAnswers: 2 }, 70],
    ['a repair without a diagnosis costs 30', { detectedAt: null }, 70],
    ['never below nothing', { hintCost: 80, wrongAnswers: 3 }, 0],
    ['none while it is not repaired', { mitigatedAt: null }, 0],
    ['none for giving up', { gaveUp: 'the faults were cleared, or ran out' }, 0],
  ])('%s', (_, change, points) => {
    expect(pointsOf({ ...solved, ...change })).toBe(points);
  });

  it('times count from the start', () => {
    expect(timesOf(solved)).toEqual({ toDetect: 90, toMitigate: 300 });
    expect(timesOf({ ...solved, detectedAt: null })).toEqual({ toDetect: null, toMitigate: 300 });
  });
});
