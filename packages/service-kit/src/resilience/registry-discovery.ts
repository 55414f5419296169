import { isServiceName, serviceNames, type ServiceName } from '@ticketlab/contracts/services';
import { z } from 'zod';
import type { Redis } from '../redis/connect.ts';
import type { Subscriber } from '../redis/subscriber.ts';
import type { Logger } from '../telemetry/logger.ts';
import { logEvent } from '../telemetry/log-events.ts';
import { type Discovery, type Instance, instanceSchema, isSame } from './discovery.ts';
import { createInstanceTable } from './instance-table.ts';
import { heartbeatMs, registryChannel, registryIndex } from './registry-keys.ts';

const changeSchema = z.object({ kind: z.enum(['registered', 'deregistered']), instance: instanceSchema });

/** An expired heartbeat must stay missing that long: after an outage of Redis all are missing at first. */
const missingUntilGoneMs = 2.5 * heartbeatMs;

/** Discovery from the heartbeats in Redis: notices arrive by pub/sub, a poll each second finds what died silently. */
export function createRegistryDiscovery(redis: Redis, subscriber: Subscriber, log: Logger): Discovery {
  const table = createInstanceTable();
  const missingSince = new Map<string, number>();
  let closed = false;
  let polling: Promise<void> | undefined;

  function apply(found: readonly Instance[]): void {
    for (const service of serviceNames) {
      const fresh = found.filter((instance) => instance.service === service);
      table.replace(service, [...fresh, ...table.list(service).filter((known) => isAwaited(known, fresh))]);
    }
  }

  function isAwaited(known: Instance, fresh: readonly Instance[]): boolean {
    const key = `${known.service}/${known.id}`;
    if (fresh.some((instance) => instance.id === known.id)) {
      missingSince.delete(key);
      return false;
    }
    const now = performance.now();
    const since = missingSince.get(key) ?? now;
    missingSince.set(key, since);
    if (now - since < missingUntilGoneMs) return true;
    missingSince.delete(key);
    logEvent(log, 'instance-removed', { upstream: known.service, upstreamInstance: known.id, reason: 'no heartbeat' });
    return false;
  }

  async function poll(): Promise<void> {
    if (redis.status !== 'ready') missingSince.clear();
    if (closed || redis.status !== 'ready') return;
    try {
      const keys = await redis.smembers(registryIndex);
      const values = keys.length === 0 ? [] : await redis.mget(keys);
      apply(values.flatMap(toInstance));
      const gone = keys.filter((_, index) => values[index] === null);
      if (gone.length > 0) await redis.srem(registryIndex, gone);
    } catch {
      missingSince.clear(); // last known instances stay
    }
  }

  function pollOnce(): Promise<void> {
    polling ??= poll().finally(() => {
      polling = undefined;
    });
    return polling;
  }

  function onNotice(message: string): void {
    const parsed = changeSchema.safeParse(JSON.parse(message));
    if (!parsed.success || !isServiceName(parsed.data.instance.service)) return;
    const { kind, instance } = parsed.data;
    const known = table.list(instance.service).some((other) => isSame(other, instance));
    if (kind === 'registered' && !known) {
      table.add(instance);
      logEvent(log, 'instance-added', { upstream: instance.service, upstreamInstance: instance.id });
    } else if (kind === 'deregistered' && known) {
      table.quarantine(instance); // a poll under way may still list it
      logEvent(log, 'instance-removed', { upstream: instance.service, upstreamInstance: instance.id, reason: 'left' });
    }
  }

  const onReady = () => void pollOnce();
  subscriber.subscribe(registryChannel, onNotice, onReady);
  redis.on('ready', onReady);
  const timer = setInterval(onReady, heartbeatMs);

  return {
    instances: (service) => table.list(service),
    onChange: (listener) => table.onChange(listener),
    reportFailure(instance) {
      if (!table.list(instance.service).some((known) => isSame(known, instance))) return;
      table.quarantine(instance);
      logEvent(log, 'instance-removed', {
        upstream: instance.service,
        upstreamInstance: instance.id,
        reason: 'connection refused',
      });
    },
    start: pollOnce,
    close() {
      closed = true;
      clearInterval(timer);
      redis.off('ready', onReady);
    },
  };
}

function toInstance(value: string | null): Instance[] {
  if (value === null) return [];
  const parsed = instanceSchema.safeParse(JSON.parse(value));
  return parsed.success && isServiceName(parsed.data.service satisfies ServiceName) ? [parsed.data] : [];
}
