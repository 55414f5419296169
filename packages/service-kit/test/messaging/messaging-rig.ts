import { readFile } from 'node:fs/promises';
import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import { createTestDatabase, createTestTopics, type TestTopics } from '@ticketlab/testing/stores';
import { createConsumer } from '../../src/messaging/consumer.ts';
import { createKafka } from '../../src/messaging/kafka.ts';
import { createOutboxRelay } from '../../src/messaging/outbox-relay.ts';
import type { NewEvent } from '../../src/messaging/outbox.ts';
import type { Worker } from '../../src/kit.ts';
import { createPostgres } from '../../src/postgres/pool.ts';
import { uuidv7 } from '../../src/telemetry/ids.ts';
import { createDataKit } from '../data-kit.ts';

export type Instance = ReturnType<typeof createInstance>;

/** An instance of a service without HTTP: a kit, its pool, its Kafka, and workers that end with it. */
function createInstance(url: string, topics: Pick<TestTopics, 'prefix' | 'brokers'>, name: string) {
  const kit = createDataKit({ topicPrefix: topics.prefix, brokers: topics.brokers, instance: name });
  const db = createPostgres(kit, url, { max: 6 });
  const kafka = createKafka(kit);
  const workers: Worker[] = [];
  const run = async <W extends Worker>(worker: W): Promise<W> => {
    workers.push(worker);
    await worker.start();
    return worker;
  };
  return {
    kit,
    db,
    kafka,
    relay: () => run(createOutboxRelay(kit, db, kafka)),
    consume: (options: Parameters<typeof createConsumer>[2]) => run(createConsumer(kit, kafka, options)),
    async close() {
      await Promise.all(workers.splice(0).map((worker) => worker.stop()));
      await kafka.close();
      await db.close();
    },
  };
}

/** A database with the shared tables, a set of topics, and instances that use them. */
export async function createRig(options: { topics?: Pick<TestTopics, 'prefix' | 'brokers'> } = {}) {
  const [database, ownTopics] = await Promise.all([
    createTestDatabase(),
    options.topics === undefined ? createTestTopics('kit') : undefined,
  ]);
  const topics = options.topics ?? ownTopics;
  if (topics === undefined) throw new Error('no topics');
  const instances: Instance[] = [];
  const instance = (name = `user-service-${instances.length + 1}`) => {
    const made = createInstance(database.url, topics, name);
    instances.push(made);
    return made;
  };
  const first = instance();
  await first.db.query(await readFile(new URL('../../sql/messaging.sql', import.meta.url), 'utf8'));
  return {
    topics: topics as TestTopics,
    databaseUrl: database.url,
    first,
    instance,
    async close() {
      await Promise.all(instances.map((one) => one.close()));
      await Promise.all([database.drop(), ownTopics?.drop()]);
    },
  };
}

export const newId = (): string => uuidv7(Date.now());

/** The `version`th event of a user, told apart by the version alone. */
export function erasure(subject: string, version: number): NewEvent {
  return { type: 'ticketlab.user.erased.v1', subject, aggregateVersion: version, data: { userId: subject } };
}

export function versionsOf(events: TicketlabEvent[], subject: string): number[] {
  return events.filter((event) => event.subject === subject).map((event) => event.aggregateversion);
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
