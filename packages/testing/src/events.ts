import { randomUUID } from 'node:crypto';
import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { ServiceName } from '@ticketlab/contracts/services';
import type { deadLetterTopic, Topic } from '@ticketlab/contracts/topics';
import { toCloudEvent, toStoredEvent, type NewEvent } from '@ticketlab/service-kit/messaging/events';
import { readTopic, type Message } from './kafka-clients.ts';
import { askRun } from './run-client.ts';
import type { TestTopics } from './stores.ts';

type AnyTopic = Topic | ReturnType<typeof deadLetterTopic>;

/** The complete event that `service` would publish for `input`: with id, time and envelope. */
export function createEvent(input: NewEvent, service: ServiceName): TicketlabEvent {
  return JSON.parse(toCloudEvent(toStoredEvent(input).event, service)) as TicketlabEvent;
}

/** Publishes as a relay does: keyed by the aggregate's id. Publishing one event twice makes a duplicate. */
export async function publishEvent(topics: TestTopics, topic: AnyTopic, event: TicketlabEvent): Promise<void> {
  await publishMessage(topics, topic, { key: event.subject, value: JSON.stringify(event) });
}

/** Publishes any bytes, a poison record for example. */
export async function publishMessage(topics: TestTopics, topic: AnyTopic, message: Message): Promise<void> {
  const headers = { 'content-type': 'application/cloudevents+json', ...message.headers };
  await askRun('publish', { topic: topics.prefix + topic, message: { ...message, headers } });
}

export interface CollectedEvents {
  /** Grows as events arrive; per key in order. Starts with the topic's first event. */
  readonly events: TicketlabEvent[];
  stop: () => Promise<void>;
}

/** Reads a topic from its beginning, in a consumer group of its own. Combine with `eventually`. */
export async function collectEvents(topics: TestTopics, topic: AnyTopic): Promise<CollectedEvents> {
  const events: TicketlabEvent[] = [];
  const group = `${topics.prefix}collector-${randomUUID()}`;
  const { stop } = await readTopic(topics.brokers, topics.prefix + topic, group, (value) => {
    events.push(JSON.parse(value) as TicketlabEvent);
  });
  return { events, stop };
}
