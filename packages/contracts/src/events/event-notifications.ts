import { z } from 'zod';
import { eventSchema } from '../http/events.ts';
import { idSchema } from '../primitives.ts';
import { defineEvent } from './envelope.ts';

// The whole event travels, so that each consumer's projection is complete after any one of them.
const snapshot = z.object({ event: eventSchema });
const define = <const T extends string, D extends z.ZodType>(type: T, data: D) =>
  defineEvent('event-notifications', type, data);

export const eventCreated = define('ticketlab.event.created.v1', snapshot);
export const eventPublished = define('ticketlab.event.published.v1', snapshot);
export const eventUpdated = define('ticketlab.event.updated.v1', snapshot);
export const eventCancelled = define(
  'ticketlab.event.cancelled.v1',
  z.object({ eventId: idSchema, title: z.string(), reason: z.string() }),
);

export const eventNotifications = [eventCreated, eventPublished, eventUpdated, eventCancelled] as const;
