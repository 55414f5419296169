import { SpanKind, trace } from '@opentelemetry/api';
import { type TicketlabEvent, eventDefinition } from '@ticketlab/contracts/events/all-events';
import type { Topic } from '@ticketlab/contracts/topics';
import type { KafkaMessage } from 'kafkajs';
import { z } from 'zod';
import type { FaultAware } from '../faults/faults.ts';
import type { Kit } from '../kit.ts';
import { runInContext } from '../telemetry/context.ts';
import { uuidv7 } from '../telemetry/ids.ts';
import { logEvent } from '../telemetry/log-events.ts';
import { parseTraceparent, toParentContext, toTraceparent } from '../telemetry/traceparent.ts';
import { classifyFailure } from './classify-failure.ts';
import { replayGroupHeader, toDeadLetter, toHeaders } from './dead-letter-record.ts';
import type { Publisher } from './publisher.ts';
import { backoff, pause } from './waking.ts';

export interface HandlerContext {
  /** The consumer group without prefix: the name to use for the inbox. */
  readonly consumer: string;
  readonly topic: Topic;
  readonly partition: number;
  readonly offset: string;
}

/** Applies one event. It may come again, so the effect and its inbox row belong in one transaction. */
export type Handler = (event: TicketlabEvent, context: HandlerContext) => Promise<void>;

/** `outage` and `unfinished` (stopped between two tries) leave the message where it is. */
export type Result = 'ok' | 'ignored' | 'skipped' | 'dead-lettered' | 'outage' | 'unfinished';

export interface MessageHandling {
  kit: Pick<Kit, 'log'> & FaultAware;
  group: string;
  prefix: string;
  handlers: Partial<Record<Topic, Handler>>;
  publisher: Publisher;
  stop: AbortSignal;
}

export interface Position {
  topic: Topic;
  partition: number;
}

const maxTries = 3;
const typedSchema = z.object({ type: z.string() });

/** Handles one message to its end; throws nothing. */
export async function handleMessage(
  handling: MessageHandling,
  { topic, partition }: Position,
  message: KafkaMessage,
): Promise<{ result: Result; error?: unknown }> {
  const headers = toHeaders(message.headers);
  const replayFor = headers[replayGroupHeader]?.toString();
  if (replayFor !== undefined && replayFor !== handling.group) return { result: 'skipped' };
  const context = { consumer: handling.group, topic, partition, offset: message.offset };

  for (let tries = 1; ; tries++) {
    try {
      const result = await handleOnce(handling, message, context);
      if (replayFor !== undefined && result === 'ok') {
        logEvent(handling.kit.log, 'dead-letter-replayed', { ...context, key: message.key?.toString() });
      }
      return { result };
    } catch (error) {
      if (classifyFailure(error) === 'outage') return { result: 'outage', error };
      if (handling.stop.aborted) return { result: 'unfinished' };
      if (tries === maxTries) return bury(handling, message, context, error);
      await pause(backoff(tries, 100, 1_000), handling.stop);
    }
  }
}

async function handleOnce(handling: MessageHandling, message: KafkaMessage, context: HandlerContext): Promise<Result> {
  const text = message.value?.toString() ?? '';
  const raw = parseText(isSpoiled(handling, context) ? text.slice(0, text.length / 2) : text);
  const { type } = typedSchema.parse(raw);
  const definition = eventDefinition(type);
  const handler = handling.handlers[context.topic];
  if (definition === undefined || handler === undefined) return 'ignored';
  const event: TicketlabEvent = definition.schema.parse(raw);
  await withTelemetry(event, context, () => handler(event, context));
  return 'ok';
}

/** Half of a surrogate pair, as JSON escapes it: our texts have none any more, but topics keep what was written before. */
const surrogate = /\\ud[89a-f]/i;

/** JSON whose texts every store takes: an unpaired surrogate becomes U+FFFD. */
function parseText(text: string): unknown {
  if (!surrogate.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value));
}

/** LAB: half of the record is all that this consumer gets to see of it. */
function isSpoiled({ kit: { faults } }: MessageHandling, context: HandlerContext): boolean {
  return faults?.messages.active === true && faults.messages.spoils(context);
}

async function withTelemetry(event: TicketlabEvent, context: HandlerContext, fn: () => Promise<void>): Promise<void> {
  const parent = parseTraceparent(event.traceparent);
  const span = trace
    .getTracer('ticketlab')
    .startSpan(`consume ${context.topic}`, { kind: SpanKind.CONSUMER }, toParentContext(parent));
  span.setAttribute('ticketlab.event.type', event.type);
  try {
    await runInContext({ requestId: event.requestid ?? event.id, ...toTraceparent(span, parent) }, fn);
  } finally {
    span.end();
  }
}

async function bury(
  { kit, group, prefix, publisher }: MessageHandling,
  message: KafkaMessage,
  { topic, partition }: HandlerContext,
  error: unknown,
): Promise<{ result: Result; error?: unknown }> {
  const origin = {
    id: uuidv7(Date.now()),
    group,
    error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    attempts: maxTries,
    topic,
    partition,
    offset: message.offset,
    publishedAt: new Date(Number(message.timestamp)).toISOString(),
    failedAt: new Date().toISOString(),
  };
  try {
    await publisher.publish([toDeadLetter(message, origin, prefix)]);
  } catch (publishError) {
    return { result: 'outage', error: publishError };
  }
  logEvent(kit.log, 'dead-letter', { ...origin, err: error });
  return { result: 'dead-lettered', error };
}
