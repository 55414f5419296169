import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { Ticket } from '@ticketlab/contracts/http/tickets';
import { eventually } from '@ticketlab/testing/eventually';
import {
  type CollectedEvents,
  collectEvents,
  createEvent,
  publishEvent,
  publishMessage,
} from '@ticketlab/testing/events';
import { newId } from '@ticketlab/testing/new-id';
import { createTestTopics, type TestTopics } from '@ticketlab/testing/stores';
import { erasedUserId } from '../src/domain/erased-user.ts';
import { createHarness, type Harness } from './harness.ts';
import { act, call, inMinutes, type Order, orderOf, reserve } from './reserving.ts';

let topics: TestTopics;
let harness: Harness;
let published: CollectedEvents;
let deadLetters: CollectedEvents;
let first: string;
let second: string;

beforeAll(async () => {
  topics = await createTestTopics();
  harness = await createHarness({ topics });
  [published, deadLetters] = await Promise.all([
    collectEvents(topics, 'ticket-events'),
    collectEvents(topics, 'order-events.dlq'),
  ]);
  [first, second] = await Promise.all([harness.start({ AVAILABILITY_EVENT_MS: '100' }), harness.start()]);
});
afterEach(() => harness.expectInvariants());
afterAll(async () => {
  await Promise.all([published.stop(), deadLetters.stop()]);
  await harness.close();
  await topics.drop();
});

type OrderEventType = 'ticketlab.order.confirmed.v1' | 'ticketlab.order.refund-requested.v1';

function orderEvent(type: OrderEventType, order: Order, aggregateVersion: number): TicketlabEvent {
  const { orderId, userId, eventId, lines } = order;
  const price = { amount: 4200, currency: 'EUR' };
  const items = lines.map((line) => ({ ...line, seatIds: [...line.seatIds], tierName: 'Tier', unitPrice: price }));
  const data = {
    ...{ orderId, userId, eventId, eventTitle: 'An evening', items, total: price },
    ...{ paymentId: newId(), expiresAt: null, reason: type.includes('refund') ? 'changed plans' : null },
    state: type.includes('refund') ? ('REFUNDING' as const) : ('CONFIRMED' as const),
  };
  return createEvent({ type, subject: orderId, aggregateVersion, data }, 'order-service');
}

const tell = (event: TicketlabEvent) => publishEvent(topics, 'order-events', event);

/** Published events about one aggregate. */
const toldOf = (subject: string) => published.events.filter((event) => event.subject === subject);

async function expectTold(subject: string, types: string[]): Promise<TicketlabEvent[]> {
  return eventually(() => {
    const events = toldOf(subject);
    expect(events.map(({ type }) => type.replace(/^ticketlab\.ticket\.(.*)\.v1$/, '$1'))).toEqual(types);
    expect(events.map(({ aggregateversion }) => aggregateversion)).toEqual(types.map((_, index) => index + 1));
    return events;
  });
}

/** Reserves and commits, without the confirmation. */
async function buy(eventId: string, lines: Parameters<typeof orderOf>[1], userId = newId()): Promise<Order> {
  const order = orderOf(eventId, lines, { userId });
  expect((await reserve(first, order)).status).toBe(200);
  expect((await act(second, order.orderId, 'commit')).status).toBe(200);
  return order;
}

const ticketsOf = async (orderId: string) => {
  const { token } = harness.identity.admin();
  const { body } = await call<{ items: Ticket[] }>(first, 'GET', `/api/tickets?orderId=${orderId}`, { token });
  return body.items;
};

/** Events of an order that went to the dead letters. */
const buried = (orderId: string) => deadLetters.events.flatMap(({ subject, id }) => (subject === orderId ? id : []));

/** Resolves when everything told about the order so far is behind us: an event in the same partition that changes nothing. */
async function settle(order: Order): Promise<void> {
  const last = orderEvent('ticketlab.order.refund-requested.v1', { ...order, orderId: newId() }, 1);
  await publishMessage(topics, 'order-events', { key: order.orderId, value: JSON.stringify(last) });
  await eventually(async () => {
    const { rows } = await harness.db.query('SELECT FROM inbox WHERE event_id = $1', [last.id]);
    expect(rows).toHaveLength(1);
  });
  expect(buried(order.orderId)).toEqual([]);
}

async function issue(order: Order, count: number): Promise<Ticket[]> {
  await tell(orderEvent('ticketlab.order.confirmed.v1', order, 3));
  return eventually(async () => {
    const tickets = await ticketsOf(order.orderId);
    expect(tickets).toHaveLength(count);
    return tickets;
  });
}

describe('a confirmed order', () => {
  it('gets a ticket for every place, once, however often the confirmation comes', async () => {
    const hall = await harness.sell([{ row: 'A', seats: 10 }]);
    const order = await buy(hall.eventId, [{ tierId: hall.tierId, seatIds: ['A-7', 'A-8'] }]);
    const confirmed = orderEvent('ticketlab.order.confirmed.v1', order, 3);
    await tell(confirmed);
    await tell(confirmed);
    await tell(orderEvent('ticketlab.order.confirmed.v1', order, 3)); // the same again under another event id
    const [, issued] = await expectTold(order.orderId, ['reserved', 'issued']);
    await settle(order);

    const tickets = await ticketsOf(order.orderId);
    expect(tickets.map(({ seatId }) => seatId).sort()).toEqual(['A-7', 'A-8']);
    expect(tickets[0]).toMatchObject({
      status: 'valid',
      orderId: order.orderId,
      userId: order.userId,
      eventTitle: 'An evening of tests',
      venueName: 'The Harness',
      tierName: 'Tier 0',
      checkedInAt: null,
    });
    expect(issued?.data).toMatchObject({ orderId: order.orderId, userId: order.userId });
    const { body } = await call<{ counts: object }>(first, 'POST', '/internal/tickets/counts', {
      body: { orderIds: [order.orderId, hall.eventId] },
    });
    expect(body.counts).toEqual({ [order.orderId]: 2, [hall.eventId]: 0 });
  });

  it('never committed goes to the dead letters', async () => {
    const { eventId, tierId } = await harness.sell(5);
    const order = orderOf(eventId, [{ tierId }]);
    await reserve(first, order);
    const confirmed = orderEvent('ticketlab.order.confirmed.v1', order, 2);
    await tell(confirmed);
    await eventually(() => expect(buried(order.orderId)).toEqual([confirmed.id]));
    expect(await ticketsOf(order.orderId)).toEqual([]);
  });
});

describe('a refund', () => {
  it('voids the tickets and gives the places back, once', async () => {
    const { eventId, tierId } = await harness.sell(5);
    const order = await buy(eventId, [{ tierId, quantity: 3 }]);
    const tickets = await issue(order, 3);
    const refund = orderEvent('ticketlab.order.refund-requested.v1', order, 4);
    await tell(refund);
    await tell(refund);
    await tell(orderEvent('ticketlab.order.refund-requested.v1', order, 4)); // the same again under another event id
    await settle(order);
    const events = await expectTold(order.orderId, ['reserved', 'issued', 'voided']);
    expect(events[2]?.data).toMatchObject({ reason: 'changed plans' });
    expect((await ticketsOf(order.orderId)).map(({ status }) => status)).toEqual(['void', 'void', 'void']);
    expect(await harness.numbers(tierId)).toEqual({ capacity: 5, available: 5, reserved: 0, sold: 0 });
    const { token } = harness.identity.admin();
    const [ticket] = tickets;
    const answer = await call(first, 'POST', `/api/tickets/${ticket?.id ?? ''}/check-in`, {
      token,
      body: { code: ticket?.code },
    });
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/conflict' } });
  });

  it('that overtakes the confirmation leaves no ticket', async () => {
    const hall = await harness.sell([{ row: 'A', seats: 3 }]);
    const order = await buy(hall.eventId, [{ tierId: hall.tierId, seatIds: ['A-1'] }]);
    await tell(orderEvent('ticketlab.order.refund-requested.v1', order, 4));
    await tell(orderEvent('ticketlab.order.confirmed.v1', order, 3));
    await expectTold(order.orderId, ['reserved', 'voided']);
    await settle(order);
    expect(await ticketsOf(order.orderId)).toEqual([]);
    const after = await buy(hall.eventId, [{ tierId: hall.tierId, seatIds: ['A-1'] }]);
    await issue(after, 1);
    expect(await act(first, order.orderId, 'commit')).toMatchObject({ status: 409 });
  });

  it('gives back what was only reserved, and refuses what was never heard of', async () => {
    const { eventId, tierId } = await harness.sell(5);
    const reserved = orderOf(eventId, [{ tierId, quantity: 2 }]);
    await reserve(first, reserved);
    const unknown = orderOf(eventId, [{ tierId }]);
    for (const order of [reserved, unknown]) await tell(orderEvent('ticketlab.order.refund-requested.v1', order, 4));
    await eventually(async () =>
      expect((await reserve(first, unknown)).body.type).toBe('/problems/reservation-released'),
    );
    await expectTold(reserved.orderId, ['reserved', 'voided']);
    expect(await harness.numbers(tierId)).toMatchObject({ available: 5, reserved: 0 });
  });
});

describe('a ticket', () => {
  it('is shown to its owner and to admins; for everybody else it does not exist', async () => {
    const { eventId, tierId } = await harness.sell(5);
    const owner = harness.identity.user();
    const other = harness.identity.user();
    const [ticket] = await issue(await buy(eventId, [{ tierId }], owner.userId), 1);
    const path = `/api/tickets/${ticket?.id ?? ''}`;

    expect(await call(first, 'GET', path, { token: owner.token })).toMatchObject({ status: 200, body: ticket });
    expect((await call(first, 'GET', path, { token: harness.identity.admin().token })).status).toBe(200);
    expect((await call(first, 'GET', path, { token: other.token })).status).toBe(404);
    expect((await call(first, 'GET', path, { token: null })).status).toBe(401);
    const qr = await call<string>(first, 'GET', `${path}/qr.svg`, { token: owner.token });
    expect(qr.headers.get('content-type')).toBe('image/svg+xml');
    expect(qr.body).toMatch(/^<svg[^>]*viewBox/);
    expect((await call(first, 'GET', `${path}/qr.svg`, { token: other.token })).status).toBe(404);
  });

  it('is listed newest first, page by page, with filters', async () => {
    const [concert, play] = await Promise.all([harness.sell(9), harness.sell(9)]);
    const owner = harness.identity.user();
    const orders = [concert, concert, play].map(({ eventId, tierId }) =>
      orderOf(eventId, [{ tierId, quantity: 2 }], { userId: owner.userId }),
    );
    for (const order of orders) {
      await reserve(first, order);
      await act(first, order.orderId, 'commit');
      await issue(order, 2);
    }
    const list = (query: string, token = owner.token) =>
      call<{ items: Ticket[]; nextCursor: string | null }>(second, 'GET', `/api/tickets?${query}`, { token });

    const { body: all } = await list('');
    expect(all.items.map(({ orderId }) => orderId)).toEqual(
      orders.toReversed().flatMap(({ orderId }) => [orderId, orderId]),
    );
    expect(all.nextCursor).toBeNull();
    const { body: page } = await list('limit=4');
    const { body: rest } = await list(`limit=4&cursor=${page.nextCursor ?? ''}`);
    expect([...page.items, ...rest.items]).toEqual(all.items);
    expect(rest.nextCursor).toBeNull();
    expect((await list(`eventId=${play.eventId}`)).body.items).toEqual(all.items.slice(0, 2));
    expect((await list(`orderId=${orders[1]?.orderId ?? ''}`)).body.items).toEqual(all.items.slice(2, 4));
    expect((await list('', harness.identity.user().token)).body.items).toEqual([]);
    const { token } = harness.identity.admin();
    expect((await list(`eventId=${concert.eventId}`, token)).body.items).toEqual(all.items.slice(2));
    expect((await list('cursor=nonsense')).status).toBe(400);
  });

  it('lets one in, once, however many doors try at once', async () => {
    const { eventId, tierId } = await harness.sell(5);
    const [ticket, neighbour] = await issue(await buy(eventId, [{ tierId, quantity: 2 }]), 2);
    const { token } = harness.identity.admin();
    const checkIn = (code: string | undefined, options: { url?: string; token?: string; id?: string } = {}) =>
      call<Ticket & { type: string; detail: string }>(
        options.url ?? first,
        'POST',
        `/api/tickets/${options.id ?? ticket?.id ?? ''}/check-in`,
        { token: options.token ?? token, body: { code } },
      );

    expect((await checkIn(ticket?.code, { token: harness.identity.user().token })).status).toBe(403);
    expect((await checkIn(ticket?.code.replace(/.{5}$/, 'AAAAA'))).status).toBe(400);
    expect((await checkIn(neighbour?.code)).status).toBe(400);
    expect((await ticketsOf(ticket?.orderId ?? ''))[0]?.status).toBe('valid');

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => checkIn(ticket?.code, { url: index % 2 === 0 ? first : second })),
    );
    const [admitted, ...more] = answers.filter(({ status }) => status === 200);
    expect(more).toEqual([]);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(19);
    expect(refused[0]?.body).toMatchObject({
      type: '/problems/already-checked-in',
      detail: expect.stringContaining(admitted?.body.checkedInAt ?? 'a time'),
    });
    await expectTold(ticket?.id ?? '', ['checked-in']);
  });
});

it('announces new numbers of an event, throttled, and the last ones in the end', async () => {
  const { eventId, tierId } = await harness.sell(100);
  const orders = Array.from({ length: 60 }, () => orderOf(eventId, [{ tierId }]));
  await Promise.all(orders.map((order, index) => reserve(index % 2 === 0 ? first : second, order)));
  const events = await eventually(() => {
    const told = toldOf(eventId);
    expect(told.at(-1)?.data).toEqual({
      eventId,
      tiers: [{ tierId, capacity: 100, available: 40, reserved: 60, sold: 0 }],
    });
    return told;
  });
  expect(events.length).toBeLessThan(10);
  expect(events.map(({ aggregateversion }) => aggregateversion)).toEqual(events.map((_, index) => index + 1));
});

it('takes its inventory from event-notifications', async () => {
  const eventId = newId();
  const general = { id: newId(), kind: 'general' as const, name: 'Floor', capacity: 3, rows: [] };
  const event = {
    ...{ id: eventId, version: 2, status: 'published' as const, title: 'Published', description: '' },
    ...{ category: 'concert' as const, currency: 'EUR', maxPerCustomer: 4, image: null, cancelReason: null },
    venue: { name: 'Hall', city: 'Here', address: 'Street 1', timezone: 'Europe/Berlin' },
    ...{ startsAt: inMinutes(600).toISOString(), endsAt: inMinutes(700).toISOString() },
    ...{ createdAt: inMinutes(0).toISOString(), updatedAt: inMinutes(0).toISOString() },
    tiers: [{ ...general, price: { amount: 100, currency: 'EUR' } }],
  };
  const notice = createEvent(
    { type: 'ticketlab.event.published.v1', subject: eventId, aggregateVersion: 2, data: { event } },
    'event-service',
  );
  const cancelled = createEvent(
    {
      type: 'ticketlab.event.cancelled.v1',
      subject: eventId,
      aggregateVersion: 3,
      data: { eventId, title: 'Published', reason: 'rain' },
    },
    'event-service',
  );
  await publishEvent(topics, 'event-notifications', notice);
  await publishEvent(topics, 'event-notifications', notice);
  const availability = () =>
    call<{ onSale: boolean; tiers: object[] }>(first, 'GET', `/api/tickets/availability/${eventId}`, { token: null });
  await eventually(async () =>
    expect((await availability()).body).toMatchObject({
      onSale: true,
      tiers: [{ tierId: general.id, capacity: 3, available: 3, reserved: 0, sold: 0 }],
    }),
  );
  await publishEvent(topics, 'event-notifications', cancelled);
  await eventually(async () => expect((await availability()).body).toMatchObject({ onSale: false }));
});

it('forgets an erased person, and keeps their ticket', async () => {
  const { eventId, tierId } = await harness.sell(5);
  const { userId } = harness.identity.user();
  const order = await buy(eventId, [{ tierId }], userId);
  await issue(order, 1);
  const data = () =>
    call<{ records: { tickets: object[]; reservations: object[] } }>(first, 'GET', `/internal/users/${userId}/data`);
  expect((await data()).body.records).toMatchObject({
    tickets: [{ orderId: order.orderId, eventId, status: 'valid' }],
    reservations: [{ orderId: order.orderId, status: 'committed' }],
  });
  const erased = createEvent(
    { type: 'ticketlab.user.erased.v1', subject: userId, aggregateVersion: 5, data: { userId } },
    'user-service',
  );
  await publishEvent(topics, 'user-events', erased);
  await eventually(async () =>
    expect((await data()).body).toEqual({ userId, records: { tickets: [], reservations: [] } }),
  );
  expect(await ticketsOf(order.orderId)).toMatchObject([{ userId: erasedUserId, status: 'valid' }]);
});
