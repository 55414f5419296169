import { isDeepStrictEqual } from 'node:util';
import type { createEventBodySchema, Event, updateEventBodySchema } from '@ticketlab/contracts/http/events';
import type { z } from 'zod';
import { EventStateError, InvalidEventError } from './errors.ts';
import { assertTiersKeepPromises, buildTiers } from './tiers.ts';

export type EventInput = z.output<typeof createEventBodySchema>;
export type EventPatch = z.output<typeof updateEventBodySchema>;

/** A draft at version 1. */
export function draftEvent(input: EventInput, now: Date, newId: () => string): Event {
  const at = now.toISOString();
  const event: Event = {
    ...input,
    id: newId(),
    version: 1,
    status: 'draft',
    startsAt: toUtc(input.startsAt),
    endsAt: toUtc(input.endsAt),
    tiers: buildTiers(input.tiers, [], newId),
    cancelReason: null,
    createdAt: at,
    updatedAt: at,
  };
  assertConsistent(event);
  return event;
}

/**
 * Applies what an admin edited. A patch that changes nothing returns the event itself, at its version.
 * @throws {EventStateError} when the event has ended its life or the patch breaks what is on sale
 */
export function amendEvent(event: Event, patch: EventPatch, now: Date, newId: () => string): Event {
  if (event.status !== 'draft' && event.status !== 'published') {
    throw new EventStateError(`A ${event.status} event cannot be changed.`);
  }
  const { tiers, startsAt, endsAt, ...plain } = patch;
  const amended: Event = {
    ...event,
    ...withoutUndefined(plain),
    startsAt: startsAt === undefined ? event.startsAt : toUtc(startsAt),
    endsAt: endsAt === undefined ? event.endsAt : toUtc(endsAt),
    tiers: tiers === undefined ? event.tiers : buildTiers(tiers, event.tiers, newId),
  };
  assertConsistent(amended);
  if (event.status === 'published') assertOnSaleRules(event, amended, now);
  return isDeepStrictEqual(amended, event) ? event : advance(amended, now);
}

/** Publishing twice changes nothing. */
export function publishEvent(event: Event, now: Date): Event {
  if (event.status === 'published') return event;
  if (event.status !== 'draft') throw new EventStateError(`A ${event.status} event cannot be published.`);
  if (isOver(event, now)) throw new EventStateError('The event is over already; give it a later end to publish it.');
  return advance({ ...event, status: 'published' }, now);
}

/** Cancelling twice changes nothing; the first reason stays. */
export function cancelEvent(event: Event, reason: string, now: Date): Event {
  if (event.status === 'cancelled') return event;
  if (event.status === 'draft') throw new EventStateError('A draft cannot be cancelled; delete it instead.');
  if (event.status === 'finished') throw new EventStateError('The event is over and cannot be cancelled.');
  return advance({ ...event, status: 'cancelled', cancelReason: reason }, now);
}

/** A published event that is over becomes finished; any other is returned as it is. */
export function finishEvent(event: Event, now: Date): Event {
  if (event.status !== 'published' || !isOver(event, now)) return event;
  return advance({ ...event, status: 'finished' }, now);
}

export function assertDeletable(event: Event): void {
  if (event.status !== 'draft') throw new EventStateError('Only a draft can be deleted; cancel a published event.');
}

function isOver(event: Event, now: Date): boolean {
  return Date.parse(event.endsAt) <= now.getTime();
}

function advance(event: Event, now: Date): Event {
  return { ...event, version: event.version + 1, updatedAt: now.toISOString() };
}

function assertConsistent(event: Event): void {
  const errors = event.tiers.flatMap(({ price }, index) =>
    price.currency === event.currency
      ? []
      : [{ path: `tiers.${index}.price.currency`, message: `must be the event's currency, ${event.currency}` }],
  );
  if (event.endsAt <= event.startsAt) errors.push({ path: 'endsAt', message: 'must be later than startsAt' });
  if (errors.length > 0) throw new InvalidEventError(errors);
}

function assertOnSaleRules(published: Event, next: Event, now: Date): void {
  if (next.currency !== published.currency) throw new EventStateError('The currency of an event on sale is fixed.');
  if (next.endsAt !== published.endsAt && isOver(next, now)) {
    throw new EventStateError('An event on sale cannot be moved into the past.');
  }
  assertTiersKeepPromises(published.tiers, next.tiers);
}

/** Stored and compared in one spelling, whatever precision the client wrote. */
function toUtc(timestamp: string): string {
  return new Date(timestamp).toISOString();
}

function withoutUndefined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
