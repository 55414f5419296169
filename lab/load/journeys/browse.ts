import { type Journey, pick } from '../journey.ts';

const searches = ['', 'q=jazz', 'q=confrence', 'category=theatre', 'sort=price', 'q=night&sort=startsAt'];

/** A visitor looks around: a list or a search, one event, its availability. */
export const browse: Journey = {
  needs: ['events'],
  async run({ http, data, random }) {
    const search = pick(searches, random);
    await http.send({ endpoint: 'GET /api/events', method: 'GET', path: `/api/events?limit=20&${search}` });
    const { id } = pick(data.events, random);
    await http.send({ endpoint: 'GET /api/events/:id', method: 'GET', path: `/api/events/${id}` });
    await http.send({
      endpoint: 'GET /api/tickets/availability/:eventId',
      method: 'GET',
      path: `/api/tickets/availability/${id}`,
    });
    return undefined;
  },
};
