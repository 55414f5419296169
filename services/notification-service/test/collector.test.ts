import { expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createCollector } from '../src/sockets/collector.ts';

function createRecorder(times: { quietMs: number; longestMs: number }) {
  const handled: string[][] = [];
  const collector = createCollector({
    ...times,
    portion: 2,
    handle: (ids) => {
      handled.push(ids);
      return Promise.resolve();
    },
  });
  return { handled, collector };
}

it('hands over once nothing has come for a while, each id once, in portions', async () => {
  const { handled, collector } = createRecorder({ quietMs: 20, longestMs: 60_000 });
  for (const id of ['a', 'b', 'a', 'c']) collector.add(id);
  expect(handled).toEqual([]);
  await eventually(() => expect(handled).toEqual([['a', 'b'], ['c']]));
});

it('does not wait longer than it may, however much comes', async () => {
  const { handled, collector } = createRecorder({ quietMs: 60_000, longestMs: 30 });
  collector.add('a');
  await eventually(() => expect(handled).toEqual([['a']]));
});

it('hands over at once when asked to, and nothing that was cancelled', async () => {
  const { handled, collector } = createRecorder({ quietMs: 60_000, longestMs: 60_000 });
  collector.add('a');
  await collector.flush();
  collector.add('b');
  collector.cancel();
  await collector.flush();
  expect(handled).toEqual([['a']]);
});
