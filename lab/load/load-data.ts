import { randomUUID } from 'node:crypto';
import { eventPageSchema, eventSchema } from '@ticketlab/contracts/http/events';
import { availabilitySchema } from '@ticketlab/contracts/http/tickets';
import { sessionTokensSchema } from '@ticketlab/contracts/http/users';
import { setTimeout as wait } from 'node:timers/promises';
import type { LoadClient, LoadRequest, LoadResponse } from './load-client.ts';

/** What journeys act with: signed-in customers, events to look at, and one event with places enough for a run. */
export interface LoadData {
  customers: { token: string }[];
  events: { id: string }[];
  saleEvent: { id: string; tierId: string };
}

export interface Credentials {
  email: string;
  password: string;
}

const customerCount = 20;
const customerPassword = 'load-test-customer-1';
const saleTitle = 'Load test arena';
const salePlaces = 200_000;

/**
 * Signs in as many customers as a run needs (passwords cost CPU on purpose, so a run reuses their tokens) and makes sure
 * of an event with places enough. @throws Error naming the request that did not work
 */
export async function prepareLoadData(client: LoadClient, admin: Credentials, placesNeeded: number): Promise<LoadData> {
  const customers: LoadData['customers'] = [];
  for (let number = 1; number <= customerCount; number += 1) {
    customers.push({ token: await signInCustomer(client, `load-${number}@ticketlab.example`) });
  }
  const page = eventPageSchema.parse((await must(client, get('/api/events?limit=50'))).body);
  const saleEvent = await findOrCreateSale(client, admin, placesNeeded);
  return { customers, events: page.items.map(({ id }) => ({ id })), saleEvent };
}

async function signInCustomer(client: LoadClient, email: string): Promise<string> {
  const login = post('/api/users/login', { email, password: customerPassword });
  const first = await client.exchange(login);
  if (first.status === 200) return sessionTokensSchema.parse(first.body).accessToken;
  await must(
    client,
    post('/api/users/register', { email, password: customerPassword, displayName: 'Load test customer' }),
  );
  return sessionTokensSchema.parse((await must(client, login)).body).accessToken;
}

async function findOrCreateSale(
  client: LoadClient,
  admin: Credentials,
  placesNeeded: number,
): Promise<LoadData['saleEvent']> {
  const found = eventPageSchema.parse(
    (await must(client, get(`/api/events?q=${encodeURIComponent(saleTitle)}&limit=20`))).body,
  );
  for (const { id, title } of found.items) {
    if (title !== saleTitle) continue;
    const { onSale, tiers } = availabilitySchema.parse(
      (await must(client, get(`/api/tickets/availability/${id}`))).body,
    );
    const tier = tiers.find(({ available }) => available >= placesNeeded);
    if (onSale && tier !== undefined) return { id, tierId: tier.tierId };
  }
  const { accessToken: token } = sessionTokensSchema.parse(
    (await must(client, post('/api/users/login', { email: admin.email, password: admin.password, portal: 'admin' })))
      .body,
  );
  const nextYear = new Date().getUTCFullYear() + 1;
  const created = await must(client, {
    ...post('/api/events', {
      title: saleTitle,
      description: 'Places for load tests.',
      category: 'festival',
      venue: { name: 'Proving ground', city: 'Testhaven', address: '1 Benchmark Road', timezone: 'UTC' },
      startsAt: `${nextYear}-06-01T18:00:00.000Z`,
      endsAt: `${nextYear}-06-01T23:00:00.000Z`,
      maxPerCustomer: 100_000,
      tiers: [{ kind: 'general', name: 'Floor', price: { amount: 2500, currency: 'EUR' }, capacity: salePlaces }],
    }),
    token,
  });
  const event = eventSchema.parse(created.body);
  await must(client, { ...post(`/api/events/${event.id}/publish`, undefined), token });
  const tierId = event.tiers[0]?.id ?? '';
  await untilOnSale(client, event.id);
  return { id: event.id, tierId };
}

/** The event crosses Kafka before tickets of it can be sold. */
async function untilOnSale(client: LoadClient, eventId: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await client.exchange(get(`/api/tickets/availability/${eventId}`));
    if (answer.status === 200 && availabilitySchema.parse(answer.body).onSale) return;
    await wait(100);
  }
  throw new Error('the load-test event did not go on sale within 10 s; look at ./monitor.sh for consumer lag');
}

async function must(client: LoadClient, request: LoadRequest): Promise<LoadResponse> {
  const answer = await client.exchange(request);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new Error(`preparing the run: ${request.endpoint} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

function get(path: string): LoadRequest {
  return { endpoint: `GET ${path}`, method: 'GET', path };
}

function post(path: string, body: unknown): LoadRequest {
  return { endpoint: `POST ${path}`, method: 'POST', path, body, headers: { 'idempotency-key': randomUUID() } };
}
