import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createEvent, publishEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { createRig, erasure, newId } from './messaging-rig.ts';

let rig: Awaited<ReturnType<typeof createRig>>;

beforeAll(async () => {
  rig = await createRig();
});
afterAll(() => rig.close());

// in a file of its own, so that the time it must take passes beside other tests
it('keeps its membership while a handler runs longer than the session time-out of six seconds', async () => {
  const subject = newId();
  const seen: number[] = [];
  await rig.first.consume({
    group: 'slow',
    topics: {
      'user-events': async (event) => {
        if (event.aggregateversion === 1) await sleep(7_000);
        seen.push(event.aggregateversion);
      },
    },
  });
  for (const version of [1, 2]) {
    await publishEvent(rig.topics, 'user-events', createEvent(erasure(subject, version), 'user-service'));
  }
  await eventually(() => expect(seen).toEqual([1, 2]), { timeoutMs: 20_000 });
  const joins = rig.first.kit.logged.filter(({ event }) => event === 'kafka-up');
  expect(joins).toHaveLength(1);
});
