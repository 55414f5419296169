import { Redis } from 'ioredis';
import type { Logger } from '../telemetry/logger.ts';
import { logEvent } from '../telemetry/log-events.ts';

export type { Redis };

/**
 * A connection to Redis that never throws at start: it connects in the background and keeps trying. While it is down,
 * or when an answer takes longer than a second, commands reject at once instead of queueing.
 * @param name shown by CLIENT LIST, e.g. the instance
 */
export function createRedis(url: string, name: string, log?: Logger): Redis {
  const redis = new Redis(url, {
    connectionName: name.replace(/[^\w.-]/g, '-'),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    keepAlive: 10_000,
    disconnectTimeout: 100, // it keeps the process alive, also when the connection is long gone
    retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    reconnectOnError: () => false,
  });
  reportState(redis, log);
  return redis;
}

/**
 * Resolves to true when the connection is ready; to false after `patienceMs`, or at once when nobody is there: two
 * attempts failed.
 */
export async function waitForRedis(redis: Redis, patienceMs: number): Promise<boolean> {
  if (redis.status === 'ready') return true;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let failures = 0;
  const onReady = () => {
    resolve(true);
  };
  const onClose = () => {
    failures += 1;
    if (failures === 2) resolve(false);
  };
  const timer = setTimeout(resolve, patienceMs, false);
  redis.on('ready', onReady).on('close', onClose);
  const ready = await promise;
  clearTimeout(timer);
  redis.off('ready', onReady).off('close', onClose);
  return ready;
}

function reportState(redis: Redis, log: Logger | undefined): void {
  let down = false;
  // without a listener ioredis prints every failed attempt
  redis.on('error', (error: Error) => {
    if (down || log === undefined) return;
    down = true;
    logEvent(log, 'redis-down', { reason: error.message });
  });
  redis.on('close', () => {
    if (down || log === undefined) return;
    down = true;
    logEvent(log, 'redis-down', { reason: 'connection closed' });
  });
  redis.on('end', () => {
    down = true;
  });
  redis.on('ready', () => {
    if (down && log !== undefined) logEvent(log, 'redis-up');
    down = false;
  });
}
