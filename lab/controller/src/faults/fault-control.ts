import { randomInt } from 'node:crypto';
import type { Fault, StartFault } from '@ticketlab/contracts/http/faults';
import type { Kit } from '@ticketlab/service-kit/kit';
import { checkFault } from './check-fault.ts';
import { createFaultScope } from './fault-scope.ts';
import { createFaultStore } from './fault-store.ts';

/** Starts and ends faults; what they do happens in the services. */
export interface FaultControl {
  /** @throws {ProblemError} `validation-failed` for what is impossible or over a cap; then nothing is started */
  start(wish: StartFault, createdBy: string, concealed: boolean): Promise<Fault>;
  /** Those in force, the oldest first. */
  list(): Promise<Fault[]>;
  /** Gives one of them so long from now on; false: there is none (any more). */
  renew(id: string, ttlSeconds: number): Promise<boolean>;
  /** False: there was none. */
  remove(id: string): Promise<boolean>;
  clear(): Promise<Fault[]>;
}

const largestSeed = 2 ** 31;

export function createFaultControl(kit: Pick<Kit, 'redis' | 'discovery' | 'clock' | 'newId'>): FaultControl {
  const store = createFaultStore(kit.redis, () => kit.clock().getTime());
  const scope = createFaultScope(kit.discovery);
  return {
    async start(wish, createdBy, concealed) {
      const resolved = await checkFault(wish, await store.list(), scope);
      const now = kit.clock().getTime();
      const fault = {
        ...resolved,
        id: kit.newId(),
        seed: wish.seed ?? randomInt(largestSeed),
        createdBy,
        createdAt: new Date(now).toISOString(),
        expiresAt: new Date(now + resolved.ttlSeconds * 1_000).toISOString(),
        concealed,
      };
      await store.add(fault);
      return fault;
    },
    list: () => store.list(),
    renew: (id, ttlSeconds) => store.renew(id, ttlSeconds),
    remove: (id) => store.remove(id),
    clear: () => store.clear(),
  };
}
