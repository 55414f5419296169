import { type Admin, Kafka as KafkaJs, logLevel, type logCreator, Partitioners, type Producer } from 'kafkajs';
import type { Kit } from '../kit.ts';
import type { Logger } from '../telemetry/logger.ts';
import { DependencyError } from './errors.ts';
import { correctRequestQueue } from './idle-request-queue.ts';

/** One process's access to Kafka. Nothing connects before it is used, and nothing needs Kafka to be up. */
export interface Kafka {
  readonly client: KafkaJs;
  /** Topics and groups carry TOPIC_PREFIX, so that tests share a broker. */
  readonly prefix: string;
  /** Runs `use` with the shared admin connection; a failure drops the connection and throws `DependencyError`. */
  withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T>;
  /** An idempotent producer, acks from all replicas; not connected yet. */
  createProducer(): Producer;
  close(): Promise<void>;
}

/** Connections to KAFKA_BROKERS, and the dependency `kafka` of /health. */
export function createKafka(
  kit: Pick<Kit, 'instance' | 'config' | 'log'> & { readonly health: Pick<Kit['health'], 'addDependency'> },
): Kafka {
  correctRequestQueue();
  const client = new KafkaJs({
    clientId: kit.instance,
    brokers: kit.config.KAFKA_BROKERS,
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    logLevel: logLevel.INFO,
    logCreator: toPino(kit.log),
  });
  let admin: Promise<Admin> | undefined;

  async function connectAdmin(): Promise<Admin> {
    const connecting = client.admin({ retry: { initialRetryTime: 50, retries: 1 } });
    await connecting.connect();
    return connecting;
  }

  async function dropAdmin(): Promise<void> {
    const dropped = admin;
    admin = undefined;
    await (await dropped)?.disconnect();
  }

  async function withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T> {
    try {
      admin ??= connectAdmin();
      return await use(await admin);
    } catch (error) {
      await dropAdmin().catch(() => undefined);
      throw toDependencyError(error);
    }
  }

  kit.health.addDependency('kafka', async () => {
    await withAdmin((connected) => connected.describeCluster());
  });
  return {
    client,
    prefix: kit.config.TOPIC_PREFIX,
    withAdmin,
    createProducer: () =>
      client.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
      }),
    close: () => dropAdmin().catch(() => undefined),
  };
}

/** Any failure of the Kafka client as `DependencyError`. */
export function toDependencyError(error: unknown): DependencyError {
  if (error instanceof DependencyError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new DependencyError('kafka', message, { cause: error });
}

// The library calls every attempt to connect an error; whoever uses it logs an outage once, as an event.
function toPino(log: Logger): logCreator {
  return () =>
    ({ namespace, log: { message, error } }) => {
      log.debug({ kafka: namespace, ...(typeof error === 'string' ? { reason: error } : {}) }, message);
    };
}
