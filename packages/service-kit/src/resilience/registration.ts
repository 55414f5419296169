import type { Redis } from '../redis/connect.ts';
import type { Instance } from './discovery.ts';
import {
  heartbeatExpiryMs,
  heartbeatMs,
  registryChannel,
  registryIndex,
  registryKey,
  type RegistryChange,
} from './registry-keys.ts';

export interface Registration {
  /** Takes the instance out of discovery; resolves also when Redis is away. */
  deregister(): Promise<void>;
}

/** Announces an instance and keeps its heartbeat (every second, expiring after five) until it is deregistered. */
export function startRegistration(redis: Redis, instance: Instance): Registration {
  const key = registryKey(instance);
  const value = JSON.stringify(instance);
  const notice = (kind: RegistryChange['kind']) => JSON.stringify({ kind, instance } satisfies RegistryChange);
  let announced = false;
  let ended = false;

  async function beat(): Promise<void> {
    if (ended || redis.status !== 'ready') return;
    try {
      const batch = redis.pipeline().sadd(registryIndex, key).set(key, value, 'PX', heartbeatExpiryMs);
      if (!announced) batch.publish(registryChannel, notice('registered'));
      const results = await batch.exec();
      if (results?.every(([error]) => error === null) === true) announced = true;
    } catch {
      // the next beat, or the reconnection, tries again
    }
  }

  const onReady = () => {
    announced = false;
    void beat();
  };
  const timer = setInterval(() => void beat(), heartbeatMs);
  redis.on('ready', onReady);
  void beat();

  return {
    async deregister() {
      ended = true;
      clearInterval(timer);
      redis.off('ready', onReady);
      try {
        await redis.multi().del(key).srem(registryIndex, key).publish(registryChannel, notice('deregistered')).exec();
      } catch {
        // the heartbeat expires by itself
      }
    },
  };
}
