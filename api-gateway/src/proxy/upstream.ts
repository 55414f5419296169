import type { ServiceName } from '@ticketlab/contracts/services';
import { type Breaker, createBreaker } from '@ticketlab/service-kit/resilience/breaker';
import type { Discovery, Instance } from '@ticketlab/service-kit/resilience/discovery';
import type { GatewayConfig } from '../config.ts';
import { type Bulkhead, createBulkhead } from './bulkhead.ts';
import type { Exchange } from './exchange.ts';
import type { InstancePools, PooledInstance } from './instance-pools.ts';
import { pickInstance } from './pick-instance.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';

/** One service behind the gateway, with what protects it and us from one another. */
export interface Upstream {
  readonly name: ServiceName;
  readonly breaker: Breaker;
  readonly requests: Bulkhead;
  readonly streams: Bulkhead;
  readonly retries: RetryBudget;
  pick(excluded?: Instance): PooledInstance | undefined;
}

export function createUpstream(
  name: ServiceName,
  discovery: Discovery,
  pools: InstancePools,
  config: GatewayConfig,
  random: () => number,
): Upstream {
  const canary = config.CANARY.find(({ service }) => service === name);
  const inFlight = (instance: Instance): number => pools.of(instance).inFlight;
  return {
    name,
    breaker: createBreaker(name, {
      minimumFailures: config.BREAKER_FAILURES,
      failureRatio: config.BREAKER_RATIO,
      windowMs: config.BREAKER_WINDOW_MS,
      resetMs: config.BREAKER_RESET_MS,
    }),
    requests: createBulkhead(config.BULKHEAD_REQUESTS),
    streams: createBulkhead(config.BULKHEAD_STREAMS),
    retries: createRetryBudget(config.RETRY_RATIO, 10),
    pick(excluded) {
      const instance = pickInstance(discovery.instances(name), inFlight, random, canary, excluded);
      return instance === undefined ? undefined : pools.of(instance);
    },
  };
}

/** Only the lab's routes stream; any other client that merely asks for a stream gets no place among them. */
export function isStream({ route, req }: Exchange): boolean {
  return route.upstream === 'lab-controller' && req.headers.accept === 'text/event-stream';
}
