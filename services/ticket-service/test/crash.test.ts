import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { startServiceProcess } from '@ticketlab/testing/service-process';
import { createHarness, type Harness } from './harness.ts';
import { act, orderOf, reserve } from './reserving.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await createHarness();
});
afterEach(() => harness.expectInvariants());
afterAll(() => harness.close());

it('reserves and sells once when the process dies after its commit and before its answer', async () => {
  const { eventId, tierId } = await harness.sell(10);
  const order = orderOf(eventId, [{ tierId, quantity: 4 }]);
  const [reserver, committer] = await Promise.all(
    ['reserved', 'committed'].map((place) => startServiceProcess('ticket-service', harness.envOf({ CRASH_AT: place }))),
  );

  await expect(reserve(reserver?.url ?? '', order)).rejects.toThrow();
  expect((await reserver?.exited)?.signal).toBe('SIGKILL');
  expect(await harness.numbers(tierId)).toMatchObject({ available: 6, reserved: 4 });

  expect(await reserve(committer?.url ?? '', order)).toMatchObject({ status: 200, body: { status: 'reserved' } });
  await expect(act(committer?.url ?? '', order.orderId, 'commit')).rejects.toThrow();
  expect((await committer?.exited)?.signal).toBe('SIGKILL');

  const survivor = await harness.start();
  expect(await act(survivor, order.orderId, 'commit')).toMatchObject({ status: 200, body: { status: 'committed' } });
  expect(await harness.numbers(tierId)).toEqual({ capacity: 10, available: 6, reserved: 0, sold: 4 });
  expect(await harness.announced(order.orderId)).toEqual(['1 ticketlab.ticket.reserved.v1']);
});
