import { catalogueEntry } from '@ticketlab/contracts/http/fault-catalogue';
import type { Fault, StartFault } from '@ticketlab/contracts/http/faults';
import { faultsKey } from '../../src/faults/fault-book.ts';
import { createRedis, waitForRedis } from '../../src/redis/connect.ts';
import { uuidv7 } from '../../src/telemetry/ids.ts';

type Wish = Pick<StartFault, 'target' | 'kind'> & Partial<StartFault> & { concealed?: boolean };

/** Starts and ends faults as the controller does. */
export async function openFaultBook(url: string) {
  const redis = createRedis(url, 'fault-book');
  await waitForRedis(redis, 5_000);
  return {
    async start(wish: Wish): Promise<Fault> {
      const preset = wish.preset ?? 'severe';
      const defaults = catalogueEntry(wish.kind).presets[preset];
      const ttlSeconds = wish.ttlSeconds ?? 60;
      const now = Date.now();
      const fault: Fault = {
        id: uuidv7(now),
        target: wish.target,
        kind: wish.kind,
        preset,
        parameters: { ...defaults.parameters, ...wish.parameters },
        probability: wish.probability ?? defaults.probability,
        seed: wish.seed ?? 1,
        ttlSeconds,
        createdBy: 'a test',
        createdAt: new Date(now).toISOString(),
        expiresAt: new Date(now + ttlSeconds * 1_000).toISOString(),
        concealed: wish.concealed ?? false,
      };
      await redis.multi().hset(faultsKey, fault.id, JSON.stringify(fault)).publish(faultsKey, 'changed').exec();
      return fault;
    },
    async stop({ id }: Fault): Promise<void> {
      await redis.multi().hdel(faultsKey, id).publish(faultsKey, 'changed').exec();
    },
    has: async ({ id }: Fault) => (await redis.hexists(faultsKey, id)) === 1,
    close: () => redis.disconnect(),
  };
}

export type FaultBook = Awaited<ReturnType<typeof openFaultBook>>;
