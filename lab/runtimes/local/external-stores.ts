import { CliError } from '../../cli/errors.ts';
import type { StoreName } from '../../platform/store-name.ts';

const variables = {
  postgres: 'DATABASE_URL',
  redis: 'REDIS_URL',
  kafka: 'KAFKA_BROKERS',
  mongo: 'MONGODB_URL',
} as const satisfies Record<StoreName, string>;

export const storeNames = Object.keys(variables) as StoreName[];

/** The stores that the user brings along: by name the URL, for Kafka the comma-separated brokers. */
export type ExternalStores = Partial<Record<StoreName, string>>;

const protocols: Partial<Record<StoreName, RegExp>> = {
  postgres: /^postgres(ql)?:\/\/./,
  redis: /^rediss?:\/\/./,
  mongo: /^mongodb(\+srv)?:\/\/./,
};

/** Reads DATABASE_URL, REDIS_URL, KAFKA_BROKERS and MONGODB_URL; each that is set replaces the embedded store. */
export function externalStores(env: NodeJS.ProcessEnv): ExternalStores {
  const found: ExternalStores = {};
  for (const name of storeNames) {
    const value = env[variables[name]];
    if (value === undefined || value === '') continue;
    const protocol = protocols[name];
    if (protocol !== undefined && !protocol.test(value)) {
      throw new CliError(`${variables[name]} is no ${name} URL; unset it to use the embedded store.`, 2);
    }
    found[name] = value;
  }
  return found;
}

/** The same server or servers and options, another database. */
export function withDatabase(url: string, database: string): string {
  return url.replace(/^([^:]+:\/\/[^/?]+)[^?]*/, `$1/${database}`);
}
