import { join } from 'node:path';
import { prepareKafka } from '../../platform/kafka.ts';
import { prepareMongo } from '../../platform/mongo.ts';
import { preparePostgres } from '../../platform/postgres.ts';
import { prepareRedis } from '../../platform/redis.ts';
import type { Platform } from '../../platform/resolve.ts';
import type { StoreCommand } from '../../platform/store.ts';
import type { StoreName } from '../../platform/store-name.ts';
import type { LabPorts } from './ports.ts';

/** Makes the data directories that are missing and tells how to run the stores. Nothing is started. */
export function prepareStores(
  platform: Platform,
  names: StoreName[],
  { dataDir, ports, postgresPassword }: { dataDir: string; ports: LabPorts; postgresPassword: string },
): Promise<StoreCommand[]> {
  const place = (name: StoreName) => ({ dataDir: join(dataDir, name), port: ports.store(name) });
  const prepare: Record<StoreName, () => Promise<StoreCommand>> = {
    postgres: () => preparePostgres(platform, { ...place('postgres'), password: postgresPassword, durable: true }),
    redis: () => prepareRedis(platform, place('redis')),
    kafka: () => prepareKafka(platform, { ...place('kafka'), controllerPort: ports.kafkaController }),
    mongo: () => prepareMongo(platform, place('mongo')),
  };
  return Promise.all(names.map((name) => prepare[name]()));
}
