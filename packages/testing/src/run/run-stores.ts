import { join } from 'node:path';
import { trainClassArchives } from '@ticketlab/lab/platform/class-archive';
import { prepareKafka } from '@ticketlab/lab/platform/kafka';
import { prepareMongo } from '@ticketlab/lab/platform/mongo';
import { findFreePorts } from '@ticketlab/lab/platform/ports';
import { preparePostgres } from '@ticketlab/lab/platform/postgres';
import { prepareRedis } from '@ticketlab/lab/platform/redis';
import { resolvePlatform, type Platform } from '@ticketlab/lab/platform/resolve';
import { startStore, type Store, type StoreCommand } from '@ticketlab/lab/platform/store';
import { guarded } from '../guarded.ts';
import type { RunPorts } from './reserved-ports.ts';

export type SharedStore = 'postgres' | 'kafka' | 'mongo';

export interface RunStores {
  addresses: { postgresUrl: string; kafkaBrokers: string; mongoUrl: string };
  /** Resolves when the store answers; starts it if nobody has. */
  ensure: (name: SharedStore) => Promise<void>;
  /** A Redis of its own; the same `command` starts it again on the same port with the same data. */
  prepareRedis: () => Promise<StoreCommand>;
  prepareKafka: () => Promise<StoreCommand>;
  start: (command: StoreCommand) => Promise<Store>;
}

export interface RunOptions {
  dir: string;
  ports: RunPorts;
  password: string;
}

export function createRunStores({ dir, ports, password }: RunOptions): RunStores {
  const started = new Map<SharedStore, Promise<unknown>>();
  let resolving: Promise<Platform> | undefined;
  let ownCount = 0;

  const platform = () => (resolving ??= resolvePlatform({ onProgress: (line) => console.error(line) }));
  const start = (command: StoreCommand) =>
    startStore({ ...command, ...guarded(command.command, command.args) }, join(dir, `${command.name}.log`));

  const prepare: Record<SharedStore, () => Promise<StoreCommand>> = {
    postgres: async () => {
      const { port, release } = ports.postgres;
      const command = await preparePostgres(await platform(), {
        dataDir: join(dir, 'postgres'),
        port,
        password,
        durable: false,
      });
      await release();
      return command;
    },
    kafka: async () => {
      const resolved = await platform();
      trainClassArchives(resolved);
      const { port } = ports.kafka;
      const controllerPort = ports.kafkaController.port;
      const command = await prepareKafka(resolved, { dataDir: join(dir, 'kafka'), port, controllerPort });
      await Promise.all([ports.kafka.release(), ports.kafkaController.release()]);
      return command;
    },
    mongo: async () => {
      const { port, release } = ports.mongo;
      const command = await prepareMongo(await platform(), { dataDir: join(dir, 'mongo'), port });
      await release();
      return command;
    },
  };

  return {
    addresses: {
      postgresUrl: `postgres://postgres:${password}@127.0.0.1:${ports.postgres.port}/postgres`,
      kafkaBrokers: `127.0.0.1:${ports.kafka.port}`,
      mongoUrl: `mongodb://127.0.0.1:${ports.mongo.port}`,
    },
    async ensure(name) {
      const starting = started.get(name) ?? prepare[name]().then(start);
      started.set(name, starting);
      await starting;
    },
    async prepareRedis() {
      const [port] = await findFreePorts(1);
      if (port === undefined) throw new Error('no free port');
      ownCount += 1;
      return prepareRedis(await platform(), { dataDir: join(dir, `redis-${ownCount}`), port });
    },
    async prepareKafka() {
      const [port, controllerPort] = await findFreePorts(2);
      if (port === undefined || controllerPort === undefined) throw new Error('no free port');
      ownCount += 1;
      return prepareKafka(await platform(), { dataDir: join(dir, `kafka-${ownCount}`), port, controllerPort });
    },
    start,
  };
}
