import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import type { NewEvent } from '@ticketlab/service-kit/messaging/outbox';
import { createEvent, publishEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import { sampleEvent } from '@ticketlab/testing/samples';
import { createTestTopics, type TestTopics } from '@ticketlab/testing/stores';
import type { TestUser } from '@ticketlab/testing/tokens';
import { createHarness, type Harness, type OrderAnswer, standing } from './harness.ts';

let topics: TestTopics;
let harness: Harness;
beforeAll(async () => {
  topics = await createTestTopics('order');
  harness = await createHarness({ topics });
  await harness.start({ RESERVATION_TTL_MS: '600000' });
});
afterAll(async () => {
  await harness.close();
  await topics.drop();
});
beforeEach(() => {
  for (const action of ['reserve', 'commit', 'release'] as const) harness.tickets.behave(action, 'work');
});

type PaymentEvent = Extract<NewEvent, { type: `ticketlab.payment.${string}` }>;

function paymentEvent(
  what: 'captured' | 'declined' | 'refunded',
  order: OrderAnswer,
  paymentId: string,
  reason: string | null = null,
) {
  const data = { paymentId, orderId: order.id, userId: order.userId, amount: order.total, reason };
  const type: PaymentEvent['type'] = `ticketlab.payment.${what}.v1`;
  return { type, subject: paymentId, aggregateVersion: what === 'refunded' ? 2 : 1, data };
}

async function placed(event?: Event, user: TestUser = harness.identity.user(), quantity = 1) {
  const { body } = await harness.place(user, standing(event ?? (await harness.sell()), quantity));
  return body;
}

async function confirmed(event?: Event, user?: TestUser) {
  const order = await placed(event, user);
  const paymentId = newId();
  await harness.publish('payment-events', paymentEvent('captured', order, paymentId));
  await harness.until(order.id, 'CONFIRMED');
  return { order, paymentId };
}

describe('a captured payment', () => {
  it('is committed at ticket-service and confirms the order, once however often the event comes', async () => {
    const order = await placed();
    const paymentId = newId();
    const event = createEvent(paymentEvent('captured', order, paymentId), 'payment-service');
    for (let i = 0; i < 3; i++) await publishEvent(topics, 'payment-events', event);
    await harness.until(order.id, 'CONFIRMED');
    const { body } = await harness.internal('GET', `/internal/orders/${order.id}`);
    expect(body.paymentId).toBe(paymentId);
    // another event of the same partition: when its order is confirmed, the duplicates have been handled
    await publishEvent(topics, 'payment-events', { ...event, id: newId() });
    await confirmed();
    expect(await harness.announced(order.id)).toEqual(['1 placed', '2 confirmed']);
    expect(harness.tickets.calls('commit', order.id)).toBe(1);
    expect(harness.tickets.statusOf(order.id)).toBe('committed');
  });

  it('waits while ticket-service is away, without holding up other orders of the topic', async () => {
    harness.tickets.behave('commit', 'break');
    const order = await placed();
    await harness.publish('payment-events', paymentEvent('captured', order, newId()));
    await eventually(() => expect(harness.tickets.calls('commit', order.id)).toBeGreaterThan(0));
    const cancel = await harness.call('POST', `/api/orders/${order.id}/cancel`, {
      token: harness.identity.admin().token,
    });
    expect(cancel.status).toBe(409);
    harness.tickets.behave('commit', 'work');
    await harness.until(order.id, 'CONFIRMED', 20_000);
  });

  it('is refunded when ticket-service refuses the commit', async () => {
    harness.tickets.behave('commit', 'reservation-released');
    const user = harness.identity.user();
    const order = await placed(undefined, user);
    const paymentId = newId();
    await harness.publish('payment-events', paymentEvent('captured', order, paymentId));
    await harness.until(order.id, 'REFUNDING');
    expect(await harness.heldBy(user.userId, order.eventId)).toBe(0);
    await harness.publish('payment-events', paymentEvent('refunded', order, paymentId, 'reservation-released'));
    await harness.until(order.id, 'REFUNDED');
    expect(await harness.announced(order.id)).toEqual(['1 placed', '2 refund-requested', '3 refunded']);
  });

  it('is refunded when the order has been cancelled', async () => {
    const user = harness.identity.user();
    const order = await placed(undefined, user);
    await harness.call('POST', `/api/orders/${order.id}/cancel`, { token: user.token });
    await harness.publish('payment-events', paymentEvent('captured', order, newId()));
    await harness.until(order.id, 'REFUNDING');
    const { body } = await harness.call('GET', `/api/orders/${order.id}`, { token: user.token });
    expect(body.reason).toBe('captured-too-late');
    expect(body.transitions.map(({ to }) => to)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'CANCELLED', 'REFUNDING']);
    expect(harness.tickets.calls('commit', order.id)).toBe(0);
    await eventually(() => expect(harness.tickets.statusOf(order.id)).toBe('released'));
  });

  it('makes no difference after the refund that overtook it', async () => {
    const order = await placed();
    const paymentId = newId();
    await harness.publish('payment-events', paymentEvent('refunded', order, paymentId));
    await harness.until(order.id, 'REFUNDED');
    await harness.publish('payment-events', paymentEvent('captured', order, paymentId));
    await confirmed();
    expect(await harness.announced(order.id)).toEqual(['1 placed', '2 refund-requested', '3 refunded']);
  });
});

it('notes a declined payment in the history, and leaves the order open for another card', async () => {
  const user = harness.identity.user();
  const order = await placed(undefined, user);
  await harness.publish('payment-events', paymentEvent('declined', order, newId(), 'insufficient-funds'));
  await eventually(async () => {
    const { body } = await harness.call('GET', `/api/orders/${order.id}`, { token: user.token });
    expect(body.transitions.at(-1)).toMatchObject({
      from: 'AWAITING_PAYMENT',
      to: 'AWAITING_PAYMENT',
      reason: 'payment-declined: insufficient-funds',
    });
    expect(body).toMatchObject({ state: 'AWAITING_PAYMENT', paymentId: null });
  });
});

it('refunds a confirmed order on request, once', async () => {
  const { order, paymentId } = await confirmed();
  const actor = `admin:${newId()}`;
  const refund = () => harness.internal('POST', `/internal/orders/${order.id}/refund`, { reason: 'goodwill', actor });
  expect((await refund()).body.state).toBe('REFUNDING');
  expect((await refund()).status).toBe(202);
  await harness.publish('payment-events', paymentEvent('refunded', order, paymentId, 'goodwill'));
  await harness.until(order.id, 'REFUNDED');
  expect((await refund()).body.state).toBe('REFUNDED');
  expect(await harness.announced(order.id)).toEqual(['1 placed', '2 confirmed', '3 refund-requested', '4 refunded']);
});

describe('the catalogue', () => {
  const snapshot = (event: Event, type: 'created' | 'published' | 'updated', aggregateVersion: number) =>
    ({ type: `ticketlab.event.${type}.v1`, subject: event.id, aggregateVersion, data: { event } }) as const;

  it('is taken from event-notifications, the newest version whatever order they come in', async () => {
    const event = sampleEvent({ title: 'first' });
    await harness.publish('event-notifications', snapshot({ ...event, title: 'third' }, 'updated', 3));
    await harness.publish('event-notifications', snapshot({ ...event, status: 'draft' }, 'created', 1));
    await harness.publish('event-notifications', snapshot({ ...event, title: 'second' }, 'published', 2));
    const order = await eventually(async () => {
      const { status, body } = await harness.place(harness.identity.user(), standing(event, 1));
      expect(status).toBe(201);
      return body;
    });
    expect(order.eventTitle).toBe('third');
  });

  it('never sells a cancelled event again, even one whose cancellation came first', async () => {
    const event = sampleEvent();
    const data = { eventId: event.id, title: event.title, reason: 'rain' };
    const cancelled = { type: 'ticketlab.event.cancelled.v1', subject: event.id, aggregateVersion: 3, data } as const;
    await harness.publish('event-notifications', cancelled);
    await harness.publish('event-notifications', snapshot(event, 'published', 2));
    await eventually(async () => {
      const { body } = await harness.place(harness.identity.user(), standing(event, 1));
      expect(body.type).toBe('/problems/event-not-on-sale');
    });
  });
});

describe('a cancelled event', () => {
  const cancel = (event: Event, version = 2) =>
    harness.publish('event-notifications', {
      type: 'ticketlab.event.cancelled.v1',
      subject: event.id,
      aggregateVersion: version,
      data: { eventId: event.id, title: event.title, reason: 'rain' },
    });

  it('cancels the unpaid orders and refunds the paid ones, those being confirmed included', async () => {
    const event = await harness.sell({ maxPerCustomer: 50 });
    const user = harness.identity.user();
    const unpaid = await placed(event, user);
    const { order: paid } = await confirmed(event, user);
    harness.tickets.behave('commit', 'hang');
    const racing = await placed(event, user);
    await harness.publish('payment-events', paymentEvent('captured', racing, newId()));
    await eventually(() => expect(harness.tickets.calls('commit', racing.id)).toBe(1));

    await cancel(event);
    await harness.until(unpaid.id, 'CANCELLED');
    await harness.until(paid.id, 'REFUNDING');
    await harness.until(racing.id, 'REFUNDING');
    harness.tickets.behave('commit', 'work');
    harness.tickets.answer();
    await confirmed();
    expect(await harness.stateOf(racing.id)).toBe('REFUNDING');
    expect(await harness.announced(racing.id)).toEqual(['1 placed', '2 refund-requested']);
    expect(await harness.heldBy(user.userId, event.id)).toBe(0);
    const { rows } = await harness.pool.query('SELECT status, closing FROM events WHERE id = $1', [event.id]);
    expect(rows).toEqual([{ status: 'cancelled', closing: false }]);
    expect((await harness.place(user, standing(event, 1))).body.type).toBe('/problems/event-not-on-sale');
  });

  it('leaves no order open, however many are being placed and confirmed meanwhile', async () => {
    const event = await harness.sell({ maxPerCustomer: 100 });
    const user = harness.identity.user();
    const placing = Array.from({ length: 40 }, async (_, index) => {
      const { status, body } = await harness.place(user, standing(event, 1));
      if (status === 201 && index % 2 === 0) {
        await harness.publish('payment-events', paymentEvent('captured', body, newId()));
      }
      if (index === 20) await cancel(event);
    });
    await Promise.all(placing);
    await eventually(async () => {
      const { rows } = await harness.pool.query<{ state: string; paid: boolean }>(
        `SELECT DISTINCT state, payment_id IS NOT NULL AS paid FROM orders WHERE event_id = $1 ORDER BY state`,
        [event.id],
      );
      const open = rows.filter(({ state }) => ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED'].includes(state));
      expect(open).toEqual([]);
      expect(rows.filter(({ paid }) => paid).map(({ state }) => state)).toEqual(['REFUNDING']);
    });
    expect(await harness.heldBy(user.userId, event.id)).toBe(0);
  });
});

it('forgets an erased customer: open orders end, the others lose their owner', async () => {
  const user = harness.identity.user();
  const event = await harness.sell();
  const open = await placed(event, user);
  const { order: paid } = await confirmed(event, user);
  const { aggregateVersion, ...erased } = {
    type: 'ticketlab.user.erased.v1',
    subject: user.userId,
    aggregateVersion: 2,
    data: { userId: user.userId },
  } as const;
  for (let i = 0; i < 2; i++) await harness.publish('user-events', { ...erased, aggregateVersion });
  await harness.until(open.id, 'CANCELLED');
  await eventually(async () => {
    const { rows } = await harness.pool.query<{ found: number }>(
      `SELECT (SELECT count(*) FROM orders o WHERE o::text LIKE '%' || $1 || '%')::int
            + (SELECT count(*) FROM idempotency_keys k WHERE k::text LIKE '%' || $1 || '%')::int
            + (SELECT count(*) FROM customer_limits l WHERE l::text LIKE '%' || $1 || '%')::int AS found`,
      [user.userId],
    );
    expect(rows[0]?.found).toBe(0);
  });
  expect(await harness.stateOf(paid.id)).toBe('CONFIRMED');
});

it('takes in an old event with half a surrogate pair in its texts, and what comes after it', async () => {
  const half = String.fromCharCode(0xd83c);
  const [old, later] = [sampleEvent({ title: `Jazz ${half}` }), sampleEvent()];
  const tiers = old.tiers.map((tier) => ({ ...tier, name: `${half} ${tier.name}` }));
  const published = (event: Event, aggregateVersion: number) =>
    ({ type: 'ticketlab.event.published.v1', subject: old.id, aggregateVersion, data: { event } }) as const;
  await harness.publish('event-notifications', published({ ...old, tiers }, 1));
  // of the same key, so behind it in the same partition
  await harness.publish('event-notifications', published(later, 1));
  await eventually(async () => {
    const { rows } = await harness.pool.query<{ id: string; title: string; tier: string }>(
      `SELECT id, title, tiers -> 0 ->> 'name' AS tier FROM events WHERE id = ANY($1) ORDER BY title DESC`,
      [[old.id, later.id]],
    );
    expect(rows).toEqual([
      { id: old.id, title: 'Jazz \uFFFD', tier: '\uFFFD Standing' },
      { id: later.id, title: later.title, tier: 'Standing' },
    ]);
  });
  const user = harness.identity.user();
  expect((await harness.place(user, standing(old, 1))).body.eventTitle).toBe('Jazz \uFFFD');
});
