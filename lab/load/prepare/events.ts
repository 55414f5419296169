import { eventPageSchema, eventSchema } from '@ticketlab/contracts/http/events';
import { availabilitySchema } from '@ticketlab/contracts/http/tickets';
import type { LoadData } from '../journey.ts';
import { get, must, post, type Setting } from './setting.ts';

const saleTitle = 'Load test arena';
const salePlaces = 200_000;
const rushTitle = 'Load test flash sale';
const rushRows = { rows: ['A', 'B', 'C', 'D', 'E'], seats: 10 };
const price = { amount: 2500, currency: 'EUR' };

/** Events of the catalogue that visitors look at. */
export async function listEvents(setting: Setting): Promise<LoadData['events']> {
  const { items } = eventPageSchema.parse((await must(setting, get('/api/events?limit=50'))).body);
  if (items.length === 0) throw new Error('there are no events to look at; load them with ./deploy.sh seed');
  return items.map(({ id }) => ({ id }));
}

/** An event with at least so many free places: the one of an earlier run, or a new one. */
export async function findOrCreateSale(setting: Setting, places: number): Promise<NonNullable<LoadData['sale']>> {
  const path = `/api/events?q=${encodeURIComponent(saleTitle)}&limit=20`;
  const { items } = eventPageSchema.parse((await must(setting, get(path))).body);
  for (const { id, title } of items) {
    if (title !== saleTitle) continue;
    const answer = await setting.exchange(get(`/api/tickets/availability/${id}`));
    // another run has created it just now, and ticket-service does not know it yet
    if (answer.status === 404) continue;
    const { onSale, tiers } = availabilitySchema.parse(answer.body);
    const tier = tiers.find(({ available }) => available >= places);
    if (onSale && tier !== undefined) return { id, tierId: tier.tierId };
  }
  return createEvent(setting, saleTitle, { kind: 'general', name: 'Floor', price, capacity: salePlaces });
}

/** A new event with a few numbered seats, for one run. */
export async function createRush(setting: Setting): Promise<NonNullable<LoadData['rush']>> {
  const rows = rushRows.rows.map((row) => ({ row, seats: rushRows.seats }));
  const event = await createEvent(setting, rushTitle, { kind: 'seated', name: 'Front rows', price, rows });
  const seatIds = rows.flatMap(({ row, seats }) => Array.from({ length: seats }, (_, index) => `${row}-${index + 1}`));
  return { ...event, seatIds };
}

async function createEvent(setting: Setting, title: string, tier: object): Promise<{ id: string; tierId: string }> {
  const token = await setting.adminToken();
  const nextYear = new Date().getUTCFullYear() + 1;
  const draft = {
    title,
    description: 'Places for load tests.',
    category: 'festival',
    venue: { name: 'Proving ground', city: 'Testhaven', address: '1 Benchmark Road', timezone: 'UTC' },
    startsAt: `${nextYear}-06-01T18:00:00.000Z`,
    endsAt: `${nextYear}-06-01T23:00:00.000Z`,
    maxPerCustomer: 100_000,
    tiers: [tier],
  };
  const { id, tiers } = eventSchema.parse((await must(setting, post(setting, '/api/events', draft, token))).body);
  const [created] = tiers;
  if (created === undefined) throw new Error('preparing the run: the event was created without its tier');
  await must(setting, post(setting, `/api/events/${id}/publish`, undefined, token));
  await untilOnSale(setting, id, token);
  return { id, tierId: created.id };
}

/** The event crosses Kafka to ticket-service and to order-service before tickets of it can be sold. */
async function untilOnSale(setting: Setting, eventId: string, token: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await setting.exchange(get(`/api/tickets/availability/${eventId}`));
    if (answer.status === 200 && availabilitySchema.parse(answer.body).onSale) {
      // order-service knows the event once it can tell that this, the event's own id, is none of its tiers
      const probe = { eventId, items: [{ tierId: eventId, quantity: 1 }] };
      const { status } = await setting.exchange(post(setting, '/api/orders', probe, token));
      if (status !== 404) return;
    }
    await setting.wait(100);
  }
  throw new Error('the load-test event did not go on sale within 10 s; look at ./monitor.sh for consumer lag');
}
