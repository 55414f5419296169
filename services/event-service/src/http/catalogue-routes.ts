import {
  activeEventsSchema,
  eventListQuerySchema,
  eventPageSchema,
  eventSchema,
} from '@ticketlab/contracts/http/events';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { GetEvent } from '../usecases/get-event.ts';
import type { ListEvents } from '../usecases/list-events.ts';
import { etagOf, etagOfList } from './etag.ts';

// Asking each time is cheap (304) and never shows yesterday's price; the gateway may keep a copy for when we are down.
const forEverybody = 'public, no-cache';
const forThisReader = 'private, no-cache';

/** What visitors read: lists from the catalogue in memory, single events through the cache. */
export function catalogueRoutes(usecases: { listEvents: ListEvents; getEvent: GetEvent }): Route[] {
  const { listEvents, getEvent } = usecases;

  const list = route({
    method: 'get',
    path: '/api/events',
    summary: 'Search the catalogue: words, filters, facets',
    auth: 'optional',
    query: eventListQuerySchema,
    responses: { 200: eventPageSchema, 304: null },
    problems: ['forbidden'],
    handler: ({ query, caller }) => {
      const page = listEvents.search(query, { isAdmin: caller?.role === 'ADMIN' });
      const isPublic = query.status === undefined || query.status === 'published';
      const headers = { etag: etagOfList(page), 'cache-control': isPublic ? forEverybody : forThisReader };
      return Promise.resolve({ status: 200 as const, body: page, headers });
    },
  });

  const active = route({
    method: 'get',
    path: '/api/events/active',
    summary: 'Published events that are not over, the next first',
    auth: 'public',
    responses: { 200: activeEventsSchema, 304: null },
    handler: () => {
      const body = { items: listEvents.active(), nextCursor: null };
      const headers = { etag: etagOfList(body), 'cache-control': forEverybody };
      return Promise.resolve({ status: 200 as const, body, headers });
    },
  });

  const single = route({
    method: 'get',
    path: '/api/events/:id',
    summary: 'One event with its tiers',
    auth: 'optional',
    params: z.object({ id: idSchema }),
    responses: { 200: eventSchema, 304: null },
    problems: ['not-found'],
    handler: async ({ params, caller }) => {
      const event = await getEvent(params.id, { isAdmin: caller?.role === 'ADMIN' });
      const headers = { etag: etagOf(event), 'cache-control': event.status === 'draft' ? forThisReader : forEverybody };
      return { status: 200 as const, body: event, headers };
    },
  });

  return [list, active, single];
}
