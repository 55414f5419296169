import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { Event } from '@ticketlab/contracts/http/events';
import type { Notification } from '@ticketlab/contracts/http/notifications';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import { eventDefinition } from '@ticketlab/contracts/events/all-events';
import type { NewEvent } from '@ticketlab/service-kit/messaging/events';
import { createEvent, publishEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestTopics, type TestTopics } from '@ticketlab/testing/stores';
import mongoose from 'mongoose';
import type { AuditEntry } from '../src/domain/audit.ts';
import { createHarness, type Harness, newId, type Replica } from './harness.ts';

let topics: TestTopics;
let harness: Harness;
let replicas: Replica[];

beforeAll(async () => {
  topics = await createTestTopics('notification');
  harness = await createHarness({ topics });
  replicas = await Promise.all([harness.start(), harness.start()]);
});
afterAll(async () => {
  await harness.close();
  await topics.drop();
});

/** Publishes as the service that owns the topic would. */
async function publish(input: NewEvent, times = 1): Promise<TicketlabEvent> {
  const owners = {
    'user-events': 'user-service',
    'event-notifications': 'event-service',
    'order-events': 'order-service',
    'payment-events': 'payment-service',
    'ticket-events': 'ticket-service',
  } as const;
  const topic = eventDefinition(input.type)?.topic ?? 'user-events';
  const event = createEvent(input, owners[topic]);
  for (let time = 0; time < times; time++) await publishEvent(topics, topic, event);
  return event;
}

async function notificationsOf(userId: string): Promise<Notification[]> {
  const { token } = harness.identity.user({ userId });
  const [replica] = replicas;
  const answer = await replica?.call<{ items: Notification[] }>('GET', '/api/notifications', { token });
  return answer?.body.items ?? [];
}

interface AuditPage {
  items: AuditEntry[];
  nextCursor: string | null;
}

async function auditPage(query: string): Promise<AuditPage> {
  const [replica] = replicas;
  const answer = await replica?.call<AuditPage>('GET', `/api/audit?${query}`, { token: harness.admin.token });
  return answer?.body ?? { items: [], nextCursor: null };
}

const audit = async (query: string) => (await auditPage(query)).items;

/** What is remembered of a person's tickets. */
async function ticketsOf(userId: string): Promise<unknown[]> {
  const connection = await mongoose.createConnection(harness.mongo.url).asPromise();
  const found = await connection.collection('attendances').find({ userId }).toArray();
  await connection.close();
  return found;
}

const kindsOf = async (userId: string) => (await notificationsOf(userId)).map(({ kind }) => kind);
const mailsTo = async (userId: string) => (await harness.mails()).filter((mail) => mail.includes(`To: ${userId}@`));

interface Order {
  orderId: string;
  userId: string;
  eventId: string;
}

const order = (overrides: Partial<Order> = {}): Order => ({
  orderId: newId(),
  userId: newId(),
  eventId: newId(),
  ...overrides,
});

function orderEvent(
  name: 'placed' | 'confirmed' | 'rejected' | 'cancelled' | 'expired' | 'refund-requested' | 'refunded',
  state: OrderState,
  { orderId, userId, eventId }: Order,
  aggregateVersion: number,
): NewEvent {
  const items = [
    { tierId: newId(), tierName: 'Standing', quantity: 2, seatIds: [], unitPrice: { amount: 2500, currency: 'EUR' } },
  ];
  return {
    type: `ticketlab.order.${name}.v1`,
    subject: orderId,
    aggregateVersion,
    data: {
      ...{ orderId, userId, eventId, state, items },
      eventTitle: 'Night of the Owls',
      total: { amount: 5000, currency: 'EUR' },
      paymentId: null,
      expiresAt: null,
      reason: null,
    },
    actor: `user:${userId}`,
  };
}

function catalogueEvent(id: string, version: number, overrides: Partial<Event> = {}): Event {
  return {
    ...{ id, version, status: 'published', title: 'Night of the Owls', description: '', category: 'concert' },
    venue: { name: 'Old Granary', city: 'Lübeck', address: 'Harbour Road 3', timezone: 'Europe/Berlin' },
    startsAt: '2030-06-01T18:00:00.000Z',
    endsAt: '2030-06-01T21:00:00.000Z',
    ...{ image: null, currency: 'EUR', maxPerCustomer: 8, tiers: [], cancelReason: null },
    createdAt: '2030-01-01T00:00:00.000Z',
    updatedAt: '2030-01-01T00:00:00.000Z',
    ...overrides,
  };
}

const eventNews = (name: 'published' | 'updated', event: Event): NewEvent => ({
  type: `ticketlab.event.${name}.v1`,
  subject: event.id,
  aggregateVersion: event.version,
  data: { event },
});

it('tells buyers of every step of a purchase, once, however often the events come', async () => {
  const bought = order();
  const { orderId, userId, eventId } = bought;
  const client = await replicas[1]?.connect(harness.identity.user({ userId }));
  await publish(orderEvent('placed', 'PENDING', bought, 1));
  await publish(orderEvent('confirmed', 'CONFIRMED', bought, 2), 3);
  const tickets = [
    { ticketId: newId(), tierId: newId(), seatId: 'A-1' },
    { ticketId: newId(), tierId: newId(), seatId: 'A-2' },
  ];
  const data = { orderId, eventId, userId, tickets };
  await publish({ type: 'ticketlab.ticket.issued.v1', subject: orderId, aggregateVersion: 1, data }, 3);
  await eventually(async () => expect((await kindsOf(userId)).sort()).toEqual(['order-confirmed', 'tickets-issued']));
  await eventually(() => expect(client?.received).toHaveLength(2));

  // a marker in the same partitions: when it has arrived, all repetitions have
  await publish(orderEvent('refunded', 'REFUNDED', bought, 4));
  await publish({ type: 'ticketlab.ticket.issued.v1', subject: orderId, aggregateVersion: 2, data });
  await eventually(async () => expect(await kindsOf(userId)).toHaveLength(4));
  const confirmed = (await notificationsOf(userId)).find(({ kind }) => kind === 'order-confirmed');
  expect(confirmed).toMatchObject({
    body: '2 tickets, €50.00. The tickets follow at once.',
    link: `/orders/${orderId}`,
  });
  await eventually(async () => {
    const subjects = (await mailsTo(userId)).map((mail) => /Subject: (.*)/.exec(mail)?.[1]).sort();
    expect(subjects).toEqual([
      'Your 2 tickets are here',
      'Your 2 tickets are here',
      '€50.00 for Night of the Owls were returned',
    ]);
  });
  expect(await audit(`subject=${orderId}`)).toHaveLength(5);
});

it('tells of refusals, expiry, declined cards and what happens to an account', async () => {
  const bought = order();
  const { userId, orderId } = bought;
  const actor = 'admin:1';
  await publish(orderEvent('rejected', 'REJECTED', bought, 1));
  await publish(orderEvent('expired', 'EXPIRED', order({ userId }), 1));
  await publish(orderEvent('cancelled', 'CANCELLED', order({ userId }), 1));
  await publish(orderEvent('refund-requested', 'REFUNDING', order({ userId }), 1));
  const amount = { amount: 5000, currency: 'EUR' };
  const paymentId = newId();
  const payment = { paymentId, orderId, userId, amount, reason: 'Insufficient funds.' };
  await publish({ type: 'ticketlab.payment.declined.v1', subject: paymentId, aggregateVersion: 1, data: payment });
  await publish({ type: 'ticketlab.payment.captured.v1', subject: paymentId, aggregateVersion: 2, data: payment });
  const account = (aggregateVersion: number) => ({ subject: userId, aggregateVersion, actor });
  await publish({ type: 'ticketlab.user.registered.v1', ...account(1), data: { userId, role: 'USER' } });
  await publish({ type: 'ticketlab.user.logged-in.v1', ...account(2), data: { userId, sessionId: newId() } });
  await publish({ type: 'ticketlab.user.updated.v1', ...account(3), data: { userId, changed: ['displayName'] } });
  await publish({ type: 'ticketlab.user.updated.v1', ...account(4), data: { userId, changed: ['password'] } });
  await publish({ type: 'ticketlab.user.locked.v1', ...account(5), data: { userId, locked: true, reason: 'Spam' } });
  const role = { userId, previous: 'USER', role: 'ADMIN' } as const;
  await publish({ type: 'ticketlab.user.role-changed.v1', ...account(6), data: role });
  await eventually(async () => {
    expect((await kindsOf(userId)).sort()).toEqual([
      ...['order-cancelled', 'order-expired', 'order-refunding', 'order-rejected', 'payment-declined'],
      ...['security', 'security', 'security', 'welcome'],
    ]);
  });
  expect((await audit(`actor=${actor}`)).map(({ action }) => action)).toEqual([
    ...['user.role-changed', 'user.locked', 'user.updated', 'user.updated', 'user.logged-in', 'user.registered'],
  ]);
});

describe('who holds tickets', () => {
  it('is told when the event is cancelled, although the refunds run ahead, and nobody else is', async () => {
    const eventId = newId();
    const holders = Array.from({ length: 5 }, () => order({ eventId }));
    const earlier = order({ eventId });
    await publish(eventNews('published', catalogueEvent(eventId, 2)));
    for (const held of [...holders, earlier]) await publish(orderEvent('confirmed', 'CONFIRMED', held, 2));
    const long = createEvent(orderEvent('refunded', 'REFUNDED', earlier, 3), 'order-service');
    await publishEvent(topics, 'order-events', { ...long, time: '2020-01-01T00:00:00.000Z' });
    await eventually(async () => expect(await kindsOf(earlier.userId)).toContain('order-refunded'));
    for (const held of holders) await publish(orderEvent('refund-requested', 'REFUNDING', held, 3));
    for (const { userId } of holders)
      await eventually(async () => expect(await kindsOf(userId)).toContain('order-refunding'));

    const data = { eventId, title: 'Night of the Owls', reason: 'The roof leaks.' };
    await publish({ type: 'ticketlab.event.cancelled.v1', subject: eventId, aggregateVersion: 3, data }, 2);
    for (const { userId } of holders) {
      await eventually(async () => expect(await kindsOf(userId)).toContain('event-cancelled'));
      await eventually(async () => expect((await mailsTo(userId)).join()).toContain('Reason: The roof leaks.'));
    }
    expect(await kindsOf(earlier.userId)).not.toContain('event-cancelled');
    for (const { userId } of holders) {
      expect((await kindsOf(userId)).filter((kind) => kind === 'event-cancelled')).toHaveLength(1);
    }
  });

  it('is told of another time or place, once, and not of another price', async () => {
    const eventId = newId();
    const held = order({ eventId });
    const { userId } = held;
    await publish(orderEvent('confirmed', 'CONFIRMED', held, 2));
    await eventually(async () => expect(await kindsOf(userId)).toEqual(['order-confirmed']));
    const moved = { startsAt: '2030-06-02T18:00:00.000Z', endsAt: '2030-06-02T21:00:00.000Z' };
    await publish(eventNews('published', catalogueEvent(eventId, 2)));
    await publish(eventNews('updated', catalogueEvent(eventId, 3, { description: 'Longer' })));
    await publish(eventNews('updated', catalogueEvent(eventId, 4, moved)), 2);
    await publish(eventNews('updated', catalogueEvent(eventId, 5, { ...moved, title: 'Day of the Owls' })));
    await eventually(async () => expect(await audit(`subject=${eventId}`)).toHaveLength(4));
    await eventually(async () => expect(await kindsOf(userId)).toEqual(['event-changed', 'order-confirmed']));
    const [change] = await notificationsOf(userId);
    expect(change?.body).toBe('New time: Sunday, 2 June 2030 at 20:00 (Europe/Berlin). Your tickets stay valid.');
  });
});

it('shows who watches an event what is left, on every replica', async () => {
  const eventId = newId();
  const tiers = [{ tierId: newId(), capacity: 10, available: 4, reserved: 1, sold: 5 }];
  const pushes: unknown[][] = [];
  for (const replica of replicas) {
    const { socket } = await replica.connect(harness.identity.user());
    const seen: unknown[] = [];
    pushes.push(seen);
    socket.on('availability', (push) => seen.push(push));
    await socket.emitWithAck('event:watch', eventId);
  }
  const changed = (aggregateVersion: number, id: string): NewEvent => ({
    type: 'ticketlab.ticket.availability-changed.v1',
    ...{ subject: id, aggregateVersion, data: { eventId: id, tiers } },
  });
  await publish(changed(1, newId()));
  await publish(changed(1, eventId));
  for (const seen of pushes) await eventually(() => expect(seen).toEqual([{ eventId, tiers }]));
});

it('forgets an erased person, also what comes about them later', async () => {
  const bought = order();
  const { userId } = bought;
  await publish(orderEvent('confirmed', 'CONFIRMED', bought, 2));
  await eventually(async () => expect(await kindsOf(userId)).toEqual(['order-confirmed']));
  const client = await replicas[0]?.connect(harness.identity.user({ userId }));
  await publish({ type: 'ticketlab.user.erased.v1', subject: userId, aggregateVersion: 9, data: { userId } });
  await eventually(async () => expect(await notificationsOf(userId)).toEqual([]));
  await eventually(() => expect(client?.socket.connected).toBe(false));
  await publish(orderEvent('refunded', 'REFUNDED', bought, 4));
  await eventually(async () => expect(await audit(`subject=${bought.orderId}`)).toHaveLength(2));
  const marker = order();
  await publish(orderEvent('rejected', 'REJECTED', { ...marker, orderId: bought.orderId }, 5));
  await eventually(async () => expect(await kindsOf(marker.userId)).toEqual(['order-rejected']));
  expect(await notificationsOf(userId)).toEqual([]);
  expect(await ticketsOf(userId)).toEqual([]);
  expect(await mailsTo(userId)).toEqual([]);
});

it('keeps an audit log that can be searched by who, what, whom and when, page by page', async () => {
  const userId = newId();
  const actor = `admin:${newId()}`;
  const sent: TicketlabEvent[] = [];
  for (let version = 1; version <= 5; version++) {
    const data = { userId, locked: version % 2 === 1, reason: null };
    sent.push(
      await publish({ type: 'ticketlab.user.locked.v1', subject: userId, aggregateVersion: version, data, actor }),
    );
  }
  await eventually(async () => expect(await audit(`subject=${userId}`)).toHaveLength(5));
  const newestFirst = sent.map(({ id }) => id).reverse();
  const seen: string[] = [];
  let page = await auditPage(`actor=${actor}&action=user.locked&limit=2`);
  for (; page.nextCursor !== null; page = await auditPage(`actor=${actor}&limit=2&cursor=${page.nextCursor}`)) {
    seen.push(...page.items.map(({ id }) => id));
  }
  seen.push(...page.items.map(({ id }) => id));
  expect([...seen].sort().reverse()).toEqual([...newestFirst].sort().reverse());
  const [entry] = await audit(`subject=${userId}&limit=1`);
  expect(entry).toMatchObject({ actor, action: 'user.locked', service: 'user-service', detail: { userId } });
  const at = (offset: number) => new Date(Date.parse(sent[0]?.time ?? '') + offset).toISOString();
  expect(await audit(`subject=${userId}&from=${at(-1000)}&to=${at(60_000)}`)).toHaveLength(5);
  expect(await audit(`subject=${userId}&to=${at(-1000)}`)).toEqual([]);
  expect(await audit(`subject=${userId}&from=${at(60_000)}`)).toEqual([]);
});
