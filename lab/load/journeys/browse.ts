import type { JourneyInput } from '../journeys.ts';

const searches = ['', 'q=jazz', 'q=confrence', 'category=theatre', 'sort=price', 'q=night&sort=startsAt'];

/** A visitor looks around: a list or a search, one event, its availability. */
export async function browse({ http, data, random }: JourneyInput): Promise<void> {
  const search = searches[Math.floor(random() * searches.length)] ?? '';
  await http.send({ endpoint: 'GET /api/events', method: 'GET', path: `/api/events?limit=20&${search}` });
  const event = data.events[Math.floor(random() * data.events.length)] ?? data.saleEvent;
  await http.send({ endpoint: 'GET /api/events/:id', method: 'GET', path: `/api/events/${event.id}` });
  await http.send({
    endpoint: 'GET /api/tickets/availability/:eventId',
    method: 'GET',
    path: `/api/tickets/availability/${event.id}`,
  });
}
