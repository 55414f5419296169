import { randomBytes, randomUUID } from 'node:crypto';
import type { Event } from '@ticketlab/contracts/http/events';
import type { Order, OrderItemInput, OrderState } from '@ticketlab/contracts/http/orders';
import { testCards, type Payment, type TestCard } from '@ticketlab/contracts/http/payments';
import type { Ticket } from '@ticketlab/contracts/http/tickets';
import type { User } from '@ticketlab/contracts/http/users';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { eventually } from '@ticketlab/testing/eventually';
import { createApiClient, idempotencyKey, send, type ApiClient } from './api-client.ts';
import { createApiContract, type Answer } from './api-contract.ts';
import type { LabUnderTest } from './lab-under-test.ts';

export interface Person {
  id: string;
  email: string;
  password: string;
  token: string;
}

export interface OrderWithHistory extends Order {
  transitions: { to: OrderState; actor: string }[];
}

/** The lab with people in it: everything goes through the gateway. */
export interface World {
  lab: LabUnderTest;
  api: ApiClient;
  admin: Person;
  customer(): Promise<Person>;
  signIn(email: string, password: string): Promise<string>;
  /** A new event that can be ordered: a hundred standing places and two rows of ten seats. */
  event(overrides?: Record<string, unknown>): Promise<Event>;
  tryOrder(who: Person, event: Event, items: OrderItemInput[], headers?: Record<string, string>): Promise<Answer>;
  /** Must be granted. */
  order(who: Person, event: Event, items?: OrderItemInput[]): Promise<Order>;
  pay(who: Person, orderId: string, card?: TestCard, headers?: Record<string, string>): Promise<Answer>;
  /** Order and pay; the rest happens by itself. */
  purchase(who: Person, event: Event, items?: OrderItemInput[]): Promise<Order>;
  readOrder(who: Person, orderId: string): Promise<OrderWithHistory>;
  untilOrder(who: Person, orderId: string, state: OrderState, timeoutMs?: number): Promise<OrderWithHistory>;
  untilTickets(who: Person, orderId: string, count: number): Promise<Ticket[]>;
  payments(who: Person, orderId: string): Promise<Payment[]>;
  /** Free, reserved and sold places over all tiers. */
  places(event: Event): Promise<{ available: number; reserved: number; sold: number }>;
}

const patience = { timeoutMs: 30_000, intervalMs: 50 };
const day = 86_400_000;
export const price = { amount: 2_500, currency: 'EUR' };

export const standing = (event: Event, quantity = 1): OrderItemInput[] => [
  { tierId: tierOf(event, 'general'), quantity },
];
export const seats = (event: Event, ...seatIds: string[]): OrderItemInput[] => [
  { tierId: tierOf(event, 'seated'), seatIds },
];

/** The history also notes what happens within a state, such as the capture of the payment. */
export const passedStates = ({ transitions }: OrderWithHistory): OrderState[] =>
  transitions.map(({ to }) => to).filter((state, index, all) => state !== all[index - 1]);

function tierOf(event: Event, kind: 'general' | 'seated'): string {
  const tier = event.tiers.find((candidate) => candidate.kind === kind);
  if (tier === undefined) throw new Error(`${event.title} has no ${kind} tier`);
  return tier.id;
}

/** Signs in with the lab's demo admin. */
export async function createWorld(lab: LabUnderTest): Promise<World> {
  const document = await eventually(async () => {
    const { json } = await send(lab.url, 'GET', '/api/openapi.json');
    // on a busy machine a service may be too slow to tell its part in time
    const missing = (json as { info: { description?: string } }).info.description ?? '';
    if (missing.startsWith('Not reachable')) throw new Error(missing);
    return json;
  }, patience);
  const api = createApiClient(lab.url, createApiContract(document));

  const signIn: World['signIn'] = async (email, password) => {
    const body = { email, password };
    return (await api.expect<{ accessToken: string }>(200, 'POST', '/api/users/login', { body })).accessToken;
  };
  const account = { email: 'admin@ticketlab.example', password: 'admin-of-the-lab' };
  const token = await signIn(account.email, account.password);
  const { id } = await api.expect<User>(200, 'GET', '/api/users/me', { token });
  const admin = { ...account, token, id };

  const tryOrder: World['tryOrder'] = (who, { id: eventId }, items, headers = idempotencyKey()) =>
    api.call('POST', '/api/orders', { token: who.token, headers, body: { eventId, items } });

  const pay: World['pay'] = (who, orderId, card = 'success', headers = idempotencyKey()) => {
    const details = { number: testCards[card], expiryMonth: 12, expiryYear: 2090, cvc: '123', holder: 'A Customer' };
    return api.call('POST', '/api/payments', { token: who.token, headers, body: { orderId, card: details } });
  };

  const order: World['order'] = async (who, event, items = standing(event)) => {
    const answer = await tryOrder(who, event, items);
    if (answer.status === 201) return answer.json as Order;
    if (answer.status === 202) return world.untilOrder(who, (answer.json as Order).id, 'AWAITING_PAYMENT');
    throw new Error(`the order was answered with ${answer.status}: ${answer.text}`);
  };

  const world: World = {
    lab,
    api,
    admin,
    signIn,
    tryOrder,
    pay,
    order,
    async customer() {
      const name = `guest-${randomBytes(5).toString('hex')}`;
      const person = { email: `${name}@ticketlab.example`, password: randomUUID() };
      const user = await api.expect<User>(201, 'POST', '/api/users/register', {
        body: { ...person, displayName: name },
      });
      return { ...person, id: user.id, token: await signIn(person.email, person.password) };
    },
    async event(overrides = {}) {
      const draft = await api.expect<Event>(201, 'POST', '/api/events', {
        token: admin.token,
        body: { ...newEvent(), ...overrides },
      });
      const event = await api.expect<Event>(200, 'POST', `/api/events/${draft.id}/publish`, {
        token: admin.token,
        headers: { 'if-match': `"${draft.version}"` },
      });
      await eventually(async () => {
        await api.expect(200, 'GET', `/api/tickets/availability/${event.id}`);
        // order-service knows the event once it can tell that this tier is none of it
        const answer = await tryOrder(admin, event, [{ tierId: uuidv7(Date.now()), quantity: 1 }]);
        if (answer.status !== 400) throw new Error(`not on sale yet: ${answer.text}`);
      }, patience);
      return event;
    },
    async purchase(who, event, items) {
      const placed = await order(who, event, items);
      const paid = await pay(who, placed.id);
      if (paid.status !== 201) throw new Error(`the payment was answered with ${paid.status}: ${paid.text}`);
      return placed;
    },
    readOrder: (who, orderId) => api.expect(200, 'GET', `/api/orders/${orderId}`, { token: who.token }),
    untilOrder: (who, orderId, state, timeoutMs = patience.timeoutMs) =>
      eventually(
        async () => {
          const found = await world.readOrder(who, orderId);
          if (found.state !== state) throw new Error(`order ${orderId} is ${found.state} instead of ${state}`);
          return found;
        },
        { ...patience, timeoutMs },
      ),
    untilTickets: (who, orderId, count) =>
      eventually(async () => {
        const path = `/api/tickets?orderId=${orderId}`;
        const { items } = await api.expect<{ items: Ticket[] }>(200, 'GET', path, { token: who.token });
        if (items.length !== count) throw new Error(`order ${orderId} has ${items.length} tickets instead of ${count}`);
        return items;
      }, patience),
    async payments(who, orderId) {
      const path = `/api/payments?orderId=${orderId}`;
      return (await api.expect<{ items: Payment[] }>(200, 'GET', path, { token: who.token })).items;
    },
    async places(event) {
      type Tiers = { tiers: { available: number; reserved: number; sold: number }[] };
      const { tiers } = await api.expect<Tiers>(200, 'GET', `/api/tickets/availability/${event.id}`);
      const sum = (pick: (tier: Tiers['tiers'][number]) => number) => tiers.reduce((all, tier) => all + pick(tier), 0);
      return { available: sum((t) => t.available), reserved: sum((t) => t.reserved), sold: sum((t) => t.sold) };
    },
  };
  return world;
}

function newEvent() {
  const startsAt = new Date(Date.now() + 30 * day);
  return {
    title: `Evening ${randomBytes(4).toString('hex')}`,
    category: 'concert',
    venue: { name: 'Test Hall', city: 'Utrecht', address: 'Canal 1', timezone: 'Europe/Amsterdam' },
    startsAt: startsAt.toISOString(),
    endsAt: new Date(startsAt.getTime() + day / 8).toISOString(),
    tiers: [
      { kind: 'general', name: 'Standing', price, capacity: 100 },
      { kind: 'seated', name: 'Seats', price, rows: ['A', 'B'].map((row) => ({ row, seats: 10 })) },
    ],
  };
}
