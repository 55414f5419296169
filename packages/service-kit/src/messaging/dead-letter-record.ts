import { type Topic, deadLetterTopic } from '@ticketlab/contracts/topics';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { OutgoingMessage } from './publisher.ts';

/** Only the consumer group named here handles the message; the others have handled it before. */
export const replayGroupHeader = 'x-replay-group';

/** Where a dead letter came from and why it died; the record's headers hold the same as text. */
export interface DeadLetterOrigin {
  /** Stays the same when the record is moved within its topic. */
  id: string;
  /** Without TOPIC_PREFIX. */
  group: string;
  error: string;
  attempts: number;
  topic: Topic;
  partition: number;
  offset: string;
  /** When the message was published, and when its consumer gave it up: ISO 8601. */
  publishedAt: string;
  failedAt: string;
}

const names = {
  id: 'x-dead-letter-id',
  group: 'x-group',
  error: 'x-error',
  attempts: 'x-attempts',
  topic: 'x-original-topic',
  partition: 'x-original-partition',
  offset: 'x-original-offset',
  publishedAt: 'x-original-time',
  failedAt: 'x-failed-at',
} as const;

const maxErrorLength = 2_000;

/** The record for `<topic>.dlq`: key, value and headers of the message as they were, and why it is there. */
export function toDeadLetter(message: KafkaMessage, origin: DeadLetterOrigin, prefix: string): OutgoingMessage {
  const why = Object.entries(names).map(([field, name]) => [
    name,
    String(origin[field as keyof DeadLetterOrigin]).slice(0, maxErrorLength),
  ]);
  return {
    topic: prefix + deadLetterTopic(origin.topic),
    key: message.key,
    value: message.value ?? '',
    headers: { ...toHeaders(message.headers), ...(Object.fromEntries(why) as Record<string, string>) },
  };
}

export function parseOrigin(topic: Topic, headers: IHeaders | undefined): DeadLetterOrigin {
  const text = toHeaders(headers);
  const read = (name: string) => (text[name] ?? '').toString();
  return {
    id: read(names.id),
    group: read(names.group),
    error: read(names.error),
    attempts: Number(read(names.attempts)),
    topic,
    partition: Number(read(names.partition)),
    offset: read(names.offset),
    publishedAt: read(names.publishedAt),
    failedAt: read(names.failedAt),
  };
}

/** The headers that the message had before it died. */
export function originalHeaders(headers: IHeaders | undefined): Record<string, string | Buffer> {
  const added = new Set<string>([...Object.values(names), replayGroupHeader]);
  return Object.fromEntries(Object.entries(toHeaders(headers)).filter(([name]) => !added.has(name)));
}

/** One value a header: the last one counts. */
export function toHeaders(headers: IHeaders | undefined): Record<string, string | Buffer> {
  const single: Record<string, string | Buffer> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) single[name] = last;
  }
  return single;
}
