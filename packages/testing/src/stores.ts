import { randomBytes } from 'node:crypto';
import { readRunAddress } from './run-address.ts';
import { askRun } from './run-client.ts';

/** The addresses of this run's shared stores. A store runs once a `createTest…` of it has resolved. */
export function testStores(): { postgresUrl: string; kafkaBrokers: string; mongoUrl: string } {
  const { postgresUrl, kafkaBrokers, mongoUrl } = readRunAddress();
  return { postgresUrl, kafkaBrokers, mongoUrl };
}

export interface TestDatabase {
  url: string;
  /** Ends its sessions, too. */
  drop: () => Promise<void>;
}

/** A PostgreSQL database with the migrations of `services/<service>-service`; without a name, an empty one. */
export async function createTestDatabase(service?: string): Promise<TestDatabase> {
  const { name, url } = await askRun('createDatabase', { service: service ?? null });
  return { url, drop: () => askRun('dropDatabase', { name }) };
}

/** A store of the caller's own, to be ill-treated. */
export interface OwnStore {
  url: string;
  stop: () => Promise<void>;
  /** SIGKILL, as a crash would. */
  kill: () => Promise<void>;
  /** After stop or kill: on the same port, with the data it had acknowledged. */
  restart: () => Promise<void>;
  /** Connections stay open and nothing is answered, until resume. */
  pause: () => Promise<void>;
  resume: () => Promise<void>;
}

export type TestRedis = OwnStore;

/** A Redis process for this caller alone; up in about 40 ms. */
export async function createTestRedis(): Promise<TestRedis> {
  return toOwnStore(await askRun('createRedis'));
}

/** A Kafka broker for this caller alone, without topics; `url` is its `host:port`. Up in about 1.5 s: only for outages. */
export async function createTestKafka(): Promise<OwnStore> {
  return toOwnStore(await askRun('createKafka'));
}

function toOwnStore({ id, url }: { id: string; url: string }): OwnStore {
  return {
    url,
    stop: () => askRun('stopStore', { id }),
    kill: () => askRun('killStore', { id }),
    restart: () => askRun('restartStore', { id }),
    pause: () => askRun('pauseStore', { id }),
    resume: () => askRun('resumeStore', { id }),
  };
}

export interface TestTopics {
  /** For TOPIC_PREFIX; belongs before each topic and consumer group. */
  prefix: string;
  brokers: string;
  drop: () => Promise<void>;
}

/** All topics of the system, two partitions each, and their dead-letter topics under a prefix nobody else has. */
export async function createTestTopics(prefix = 'test'): Promise<TestTopics> {
  const unique = `${prefix}-${randomBytes(4).toString('hex')}-`;
  await askRun('createTopics', { prefix: unique });
  return {
    prefix: unique,
    brokers: readRunAddress().kafkaBrokers,
    drop: () => askRun('dropTopics', { prefix: unique }),
  };
}

export interface TestMongo {
  url: string;
  drop: () => Promise<void>;
}

/** An empty database of its own on the MongoDB-compatible server. */
export async function createTestMongo(service: string): Promise<TestMongo> {
  await askRun('ensure', { store: 'mongo' });
  const name = `${service}_${randomBytes(4).toString('hex')}`;
  return { url: `${readRunAddress().mongoUrl}/${name}`, drop: () => askRun('dropMongoDatabase', { name }) };
}
