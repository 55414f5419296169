import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createHarness, type Harness, standing } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
  // two replicas, so that both sweepers look for the same orders
  await harness.start();
  await harness.start();
});
afterAll(() => harness.close());

it('expires unpaid orders once, gives limits and places back, and releases when ticket-service is there again', async () => {
  const event = await harness.sell({ maxPerCustomer: 10 });
  const user = harness.identity.user();
  harness.tickets.behave('release', 'break');
  const orders = await Promise.all(Array.from({ length: 10 }, () => harness.place(user, standing(event, 1))));
  expect((await harness.place(user, standing(event, 1))).status).toBe(409);
  await harness.pool.query('UPDATE orders SET expires_at = now() WHERE user_id = $1', [user.userId]);
  for (const { body } of orders) await harness.until(body.id, 'EXPIRED');
  expect(await harness.heldBy(user.userId, event.id)).toBe(0);
  harness.tickets.behave('release', 'work');
  for (const { body } of orders) {
    await eventually(() => expect(harness.tickets.statusOf(body.id)).toBe('released'), { timeoutMs: 20_000 });
    expect(await harness.announced(body.id)).toEqual(['1 placed', '2 expired']);
  }
});

it('rejects an order that has found no reservation in that time, and leaves a tombstone', async () => {
  const event = await harness.sell();
  const user = harness.identity.user();
  harness.tickets.behave('reserve', 'hang');
  const { status, body } = await harness.place(user, standing(event, 2));
  expect(status).toBe(202);
  await harness.pool.query("UPDATE orders SET created_at = now() - interval '1 hour' WHERE id = $1", [body.id]);
  await harness.until(body.id, 'REJECTED', 20_000);
  await eventually(() => expect(harness.tickets.statusOf(body.id)).toBe('released'), { timeoutMs: 20_000 });
  harness.tickets.answer();
  expect(await harness.heldBy(user.userId, event.id)).toBe(0);
});
