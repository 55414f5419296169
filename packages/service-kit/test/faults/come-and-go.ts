import { expect } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import type { FaultBook } from './fault-book.ts';

type Wish = Parameters<FaultBook['start']>[0];

interface Course {
  readonly book: FaultBook;
  readonly fault: Wish;
  /** How long the second one lives; default 1. */
  readonly ttlSeconds?: number;
  /** Asserts that the symptom is there, or that it is not, by telemetry that knows nothing of faults. */
  readonly expectSymptom: (present: boolean) => Promise<void> | void;
  /** Asserts, during the fault, what must stay untouched. */
  readonly expectSpared: () => Promise<void> | void;
}

/**
 * The course of every fault: no symptom, started, the symptom, what is spared is spared, stopped, no symptom; started
 * once more and left alone, it ends by itself.
 */
export async function seeItComeAndGo({
  book,
  fault,
  ttlSeconds = 1,
  expectSymptom,
  expectSpared,
}: Course): Promise<void> {
  await expectSymptom(false);
  const first = await book.start(fault);
  await eventually(() => expectSymptom(true));
  await expectSpared();
  await book.stop(first);
  await eventually(() => expectSymptom(false));

  const second = await book.start({ ...fault, ttlSeconds });
  const startedAt = performance.now();
  await eventually(() => expectSymptom(true));
  await eventually(() => expectSymptom(false));
  expect(performance.now() - startedAt).toBeGreaterThan(ttlSeconds * 900);
  // nobody has ended it
  expect(await book.has(second)).toBe(true);
}
