import type { z } from 'zod';
import { eventNotifications } from './event-notifications.ts';
import { orderEvents } from './order-events.ts';
import { paymentEvents } from './payment-events.ts';
import { ticketEvents } from './ticket-events.ts';
import { userEvents } from './user-events.ts';

/** Every event type of the system. */
export const allEvents = [
  ...userEvents,
  ...eventNotifications,
  ...orderEvents,
  ...paymentEvents,
  ...ticketEvents,
] as const;

export type EventDefinition = (typeof allEvents)[number];
export type EventType = EventDefinition['type'];

/** The event of one type, or of all types as a union discriminated by `type`. */
export type TicketlabEvent<Type extends EventType = EventType> = z.output<
  Extract<EventDefinition, { type: Type }>['schema']
>;

const byType = new Map<string, EventDefinition>(allEvents.map((definition) => [definition.type, definition]));

export function eventDefinition(type: string): EventDefinition | undefined {
  return byType.get(type);
}
