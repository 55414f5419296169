import type { Topic } from '@ticketlab/contracts/topics';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { FaultAware } from '../faults/faults.ts';
import type { Kit, Worker } from '../kit.ts';
import { logEvent } from '../telemetry/log-events.ts';
import { type Handler, handleMessage, type MessageHandling, type Result } from './handle-message.ts';
import type { Kafka } from './kafka.ts';
import { measureConsumer } from './lag.ts';
import { createPublisher } from './publisher.ts';
import { backoff, pause } from './waking.ts';

export type { Handler, HandlerContext } from './handle-message.ts';

type ConsumerKit = Pick<Kit, 'log' | 'metrics'> & FaultAware;

// A killed member is noticed after the session time-out (the broker allows no less than 6 s), and so are the members that
// a restarted broker remembers; the others learn of a rebalance by their next heartbeat.
const groupTiming = { sessionTimeout: 6_000, heartbeatInterval: 1_000, rebalanceTimeout: 6_000, maxWaitTimeInMs: 500 };
const commitEvery = 50;
const heartbeatMs = 1_000;

/**
 * A member of consumer group `group` that gives each event of the topics to its handler, in order per aggregate, at least
 * once. An outage of what a handler needs pauses the partition until it is over; an event that is itself at fault goes to
 * `<topic>.dlq` after three tries and the partition moves on. Starts, and keeps trying, without Kafka.
 */
export function createConsumer(
  kit: ConsumerKit,
  kafka: Kafka,
  options: {
    group: string;
    topics: Partial<Record<Topic, Handler>>;
  },
): Worker {
  const topics = Object.keys(options.topics) as Topic[];
  const stopping = new AbortController();
  const publisher = createPublisher(kafka);
  const handling: MessageHandling = {
    kit,
    group: options.group,
    prefix: kafka.prefix,
    handlers: options.topics,
    publisher,
    stop: stopping.signal,
  };
  const consumeBatch = createBatchConsumer(kit, handling);
  let running: Promise<void> | undefined;
  measureConsumer(kit.metrics, kafka, options.group, topics);

  async function run(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await runUntilCrash(() => (failures = 0));
      } catch (error) {
        failures += 1;
        if (failures === 1) logEvent(kit.log, 'kafka-down', { err: error, group: options.group });
        await pause(backoff(failures, 200, 2_000), stopping.signal);
      }
    }
  }

  async function runUntilCrash(onJoined: () => void): Promise<void> {
    const consumer = kafka.client.consumer({
      groupId: kafka.prefix + options.group,
      ...groupTiming,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3, restartOnFailure: () => Promise.resolve(false) },
    });
    const crashed = Promise.withResolvers<never>();
    crashed.promise.catch(() => undefined);
    consumer.on(consumer.events.CRASH, ({ payload }) => crashed.reject(payload.error));
    consumer.on(consumer.events.GROUP_JOIN, () => {
      onJoined();
      logEvent(kit.log, 'kafka-up', { group: options.group });
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: topics.map((topic) => kafka.prefix + topic), fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 3,
        eachBatch: (payload) => consumeBatch(consumer, payload),
      });
      await Promise.race([crashed.promise, aborted(stopping.signal)]);
    } finally {
      await consumer.disconnect().catch(() => undefined);
    }
  }

  return {
    name: `consumer ${options.group}`,
    start: () => {
      running = run();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      await running;
      await publisher.close();
    },
  };
}

function createBatchConsumer(kit: ConsumerKit, handling: MessageHandling) {
  const consumed = kit.metrics.counter('messages_consumed_total', 'Messages handled, by result', ['topic', 'result']);
  const outages = new Map<string, number>();

  function count(topic: Topic, result: Result | 'duplicate'): void {
    consumed.inc({ topic, result });
  }

  /** Stops fetching the partition, and starts again after a while that grows with each outage in a row. */
  function pausePartition(payload: EachBatchPayload, topic: Topic, error: unknown): void {
    const { partition } = payload.batch;
    const place = `${topic}/${partition}`;
    const failures = (outages.get(place) ?? 0) + 1;
    outages.set(place, failures);
    const resume = payload.pause();
    if (failures === 1) logEvent(kit.log, 'consumer-paused', { topic, partition, err: error, group: handling.group });
    void pause(backoff(failures, 200, 5_000), handling.stop).then(() => {
      if (!handling.stop.aborted) resume();
    });
  }

  function noteProgress(topic: Topic, partition: number): void {
    if (!outages.delete(`${topic}/${partition}`)) return;
    logEvent(kit.log, 'consumer-resumed', { topic, partition, group: handling.group });
  }

  /** LAB: while a fault holds the topic, its partitions are not fetched. */
  function isHeld(payload: EachBatchPayload, topic: Topic): boolean {
    const over = kit.faults?.messages.active === true ? kit.faults.messages.pauseOf(topic) : undefined;
    if (over === undefined) return false;
    const resume = payload.pause();
    void over.then(() => {
      if (!handling.stop.aborted) resume();
    });
    return true;
  }

  return async (_consumer: Consumer, payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload;
    const topic = batch.topic.slice(handling.prefix.length) as Topic;
    const commit = () => payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
    try {
      for (const [index, message] of batch.messages.entries()) {
        if (!payload.isRunning() || payload.isStale() || handling.stop.aborted || isHeld(payload, topic)) break;
        const handle = () =>
          beating(
            () => payload.heartbeat(),
            () => handleMessage(handling, { topic, partition: batch.partition }, message),
          );
        const { result, error } = await handle();
        if (result === 'unfinished') break;
        count(topic, result);
        if (result === 'outage') {
          pausePartition(payload, topic, error);
          break;
        }
        if (result === 'ok' && kit.faults?.messages.active === true && kit.faults.messages.repeats(topic)) {
          // LAB: delivered twice; what happens the second time changes nothing
          await handle();
          count(topic, 'duplicate');
        }
        noteProgress(topic, batch.partition);
        payload.resolveOffset(message.offset);
        if ((index + 1) % commitEvery === 0) await commit();
        await payload.heartbeat();
      }
    } catch (error) {
      // a rebalance: what is done is still ours to commit, so that the next owner need not repeat it
      await commit().catch(() => undefined);
      throw error;
    }
    await commit();
  };
}

/** Keeps the group membership alive while `fn` runs longer than the session time-out. */
async function beating<T>(heartbeat: () => Promise<void>, fn: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    heartbeat().catch(() => undefined); // the next heartbeat of the loop meets the same error
  }, heartbeatMs);
  try {
    return await fn();
  } finally {
    clearInterval(timer);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
