import { expect } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import type { FaultBook } from './fault-book.ts';

type Wish = Parameters<FaultBook['start']>[0];

interface Course {
  readonly book: FaultBook;
  readonly fault: Wish;
  /** Ways in which it ends; default: it is stopped, and started again it ends by itself. */
  readonly ends?: readonly ('stopped' | 'by itself')[];
  /** How long one lives that ends by itself; default 2. */
  readonly ttlSeconds?: number;
  /** Asserts that the symptom is there, or that it is not, by telemetry that knows nothing of faults. */
  readonly expectSymptom: (present: boolean) => Promise<void> | void;
  /** Asserts, during the fault, what must stay untouched. */
  readonly expectSpared: () => Promise<void> | void;
}

/** The course of every fault: no symptom, started, the symptom, what is spared is spared, ended, no symptom. */
export async function seeItComeAndGo({ ends = ['stopped', 'by itself'], ...course }: Course): Promise<void> {
  await eventually(() => course.expectSymptom(false));
  for (const end of ends) {
    if (end === 'stopped') await seeItStopped(course);
    else await seeItEnd(course);
    await eventually(() => course.expectSymptom(false));
  }
}

async function seeItStopped({ book, fault, expectSymptom, expectSpared }: Course): Promise<void> {
  const started = await book.start(fault);
  await eventually(() => expectSymptom(true));
  // on a busy machine anything is slow once
  await eventually(expectSpared);
  await book.stop(started);
}

async function seeItEnd({ book, fault, ttlSeconds = 2, expectSymptom }: Course): Promise<void> {
  const startedAt = performance.now();
  const started = await book.start({ ...fault, ttlSeconds });
  await eventually(() => expectSymptom(true));
  await eventually(() => expectSymptom(false));
  expect(performance.now() - startedAt).toBeGreaterThan(ttlSeconds * 900);
  // nobody has ended it
  expect(await book.has(started)).toBe(true);
}
