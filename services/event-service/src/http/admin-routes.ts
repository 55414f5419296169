import {
  cancelEventBodySchema,
  createEventBodySchema,
  eventSchema,
  ifMatchHeadersSchema,
  updateEventBodySchema,
} from '@ticketlab/contracts/http/events';
import { idSchema } from '@ticketlab/contracts/primitives';
import type { UserCaller } from '@ticketlab/service-kit/auth/caller';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import { amendEvent, cancelEvent, publishEvent } from '../domain/event.ts';
import type { ChangeEvent } from '../usecases/change-event.ts';
import type { CreateEvent } from '../usecases/create-event.ts';
import type { DeleteEvent } from '../usecases/delete-event.ts';
import { etagOf, expectedVersion, requiredVersion } from './etag.ts';

const byId = { params: z.object({ id: idSchema }), headers: ifMatchHeadersSchema };
const actorOf = ({ userId }: UserCaller) => `admin:${userId}`;
const optionalVersion = (ifMatch: string | undefined) => (ifMatch === undefined ? undefined : expectedVersion(ifMatch));

/** What admins do to events. If-Match is required for editing and honoured everywhere else. */
export function adminRoutes(usecases: {
  createEvent: CreateEvent;
  changeEvent: ChangeEvent;
  deleteEvent: DeleteEvent;
  newId: () => string;
}): Route[] {
  const { createEvent, changeEvent, deleteEvent, newId } = usecases;

  const create = route({
    method: 'post',
    path: '/api/events',
    summary: 'Create a draft',
    auth: 'admin',
    body: createEventBodySchema,
    responses: { 201: eventSchema },
    handler: async ({ body, caller }) => {
      const event = await createEvent(body, actorOf(caller));
      return {
        status: 201 as const,
        body: event,
        headers: { etag: etagOf(event), location: `/api/events/${event.id}` },
      };
    },
  });

  const update = route({
    method: 'patch',
    path: '/api/events/:id',
    summary: 'Change a draft, or what may still change of a published event',
    auth: 'admin',
    ...byId,
    body: updateEventBodySchema,
    responses: { 200: eventSchema },
    problems: ['not-found', 'conflict', 'version-mismatch', 'if-match-required'],
    handler: async ({ params, headers, body, caller }) => {
      const request = {
        id: params.id,
        news: 'updated',
        actor: actorOf(caller),
        expectedVersion: requiredVersion(headers['if-match']),
      } as const;
      const event = await changeEvent(request, (current, now) => amendEvent(current, body, now, newId));
      return { status: 200 as const, body: event, headers: { etag: etagOf(event) } };
    },
  });

  const remove = route({
    method: 'delete',
    path: '/api/events/:id',
    summary: 'Delete a draft',
    auth: 'admin',
    ...byId,
    responses: { 204: null },
    problems: ['not-found', 'conflict', 'version-mismatch'],
    handler: async ({ params, headers }) => {
      await deleteEvent(params.id, optionalVersion(headers['if-match']));
      return { status: 204 };
    },
  });

  const publish = route({
    method: 'post',
    path: '/api/events/:id/publish',
    summary: 'Put a draft on sale; a published event stays as it is',
    auth: 'admin',
    ...byId,
    responses: { 200: eventSchema },
    problems: ['not-found', 'conflict', 'version-mismatch'],
    handler: async ({ params, headers, caller }) => {
      const request = {
        id: params.id,
        news: 'published',
        actor: actorOf(caller),
        expectedVersion: optionalVersion(headers['if-match']),
      } as const;
      const event = await changeEvent(request, publishEvent);
      return { status: 200 as const, body: event, headers: { etag: etagOf(event) } };
    },
  });

  const cancel = route({
    method: 'post',
    path: '/api/events/:id/cancel',
    summary: 'Cancel a published event; everybody is refunded',
    auth: 'admin',
    ...byId,
    body: cancelEventBodySchema,
    responses: { 200: eventSchema },
    problems: ['not-found', 'conflict', 'version-mismatch'],
    handler: async ({ params, headers, body, caller }) => {
      const request = {
        id: params.id,
        news: 'cancelled',
        actor: actorOf(caller),
        expectedVersion: optionalVersion(headers['if-match']),
      } as const;
      const event = await changeEvent(request, (current, now) => cancelEvent(current, body.reason, now));
      return { status: 200 as const, body: event, headers: { etag: etagOf(event) } };
    },
  });

  return [create, update, remove, publish, cancel];
}
