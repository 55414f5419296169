import type { Event } from '@ticketlab/contracts/http/events';
import { draftEvent, type EventInput } from '../domain/event.ts';
import { toNews } from './news.ts';
import type { EventStore } from './ports.ts';
import type { SpreadChange } from './spread-change.ts';

export type CreateEvent = (input: EventInput, actor: string) => Promise<Event>;

export function createCreateEvent(deps: {
  store: EventStore;
  spread: SpreadChange;
  clock: () => Date;
  newId: () => string;
}): CreateEvent {
  const { store, spread, clock, newId } = deps;
  return async (input, actor) => {
    const event = draftEvent(input, clock(), newId);
    await store.insert(event, toNews('created', event, actor));
    await spread.changed(event);
    return event;
  };
}
