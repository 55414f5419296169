import { type EventType, type TicketlabEvent, eventDefinition } from '@ticketlab/contracts/events/all-events';
import type { Topic } from '@ticketlab/contracts/topics';
import { currentContext } from '../telemetry/context.ts';
import { uuidv7 } from '../telemetry/ids.ts';

/**
 * An event as a use case states it. `subject` is the aggregate's id and the Kafka key. `aggregateVersion` counts the
 * events of that aggregate on that topic from 1 without gaps: keep the count in the aggregate's row and raise it under
 * that row's lock. `actor` (`user:<id>`, `admin:<id>`) defaults to the caller of the current request, else the service.
 */
export type NewEvent = {
  [Type in EventType]: {
    type: Type;
    subject: string;
    aggregateVersion: number;
    data: TicketlabEvent<Type>['data'];
    actor?: string | undefined;
  };
}[EventType];

/** What is stored until it is published: the CloudEvent without the attributes that the relay knows. */
export type StoredEvent = Record<string, unknown> & { id: string; type: string; subject: string };

export interface AddressedEvent {
  topic: Topic;
  subject: string;
  aggregateVersion: number;
  event: StoredEvent;
}

/** Gives the event its id, time and context. Throws when the data does not match the event's schema. */
export function toStoredEvent(input: NewEvent): AddressedEvent {
  const definition = eventDefinition(input.type);
  if (definition === undefined) throw new TypeError(`unknown event type ${input.type}`);
  const now = Date.now();
  const context = currentContext();
  const actor = input.actor ?? (context?.userId === undefined ? undefined : `user:${context.userId}`);
  const event = {
    id: uuidv7(now),
    type: input.type,
    subject: input.subject,
    time: new Date(now).toISOString(),
    aggregateversion: input.aggregateVersion,
    ...(actor === undefined ? {} : { actor }),
    ...(context === undefined ? {} : { requestid: context.requestId, traceparent: context.traceparent }),
    data: definition.schema.shape.data.parse(input.data),
  };
  return { topic: definition.topic, subject: input.subject, aggregateVersion: input.aggregateVersion, event };
}

/** The CloudEvents 1.0 JSON of a stored event, published by `service`. */
export function toCloudEvent(event: StoredEvent, service: string): string {
  return JSON.stringify({
    specversion: '1.0',
    source: `/${service}`,
    datacontenttype: 'application/json',
    actor: `service:${service}`,
    ...event,
  });
}

export const cloudEventHeaders = { 'content-type': 'application/cloudevents+json' };
