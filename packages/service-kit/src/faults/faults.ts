import type { Fault, FaultKind } from '@ticketlab/contracts/http/faults';
import type { ServiceName } from '@ticketlab/contracts/services';
import type { BaseConfig } from '../config/base-config.ts';
import { createRedis } from '../redis/connect.ts';
import type { Subscriber } from '../redis/subscriber.ts';
import type { Discovery } from '../resilience/discovery.ts';
import { logEvent } from '../telemetry/log-events.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { type ActiveFault, createActiveFault, exerciseLabel } from './active-fault.ts';
import { burnCpu } from './cpu-fault.ts';
import { createDeadline } from './deadline.ts';
import { createDeadlocks, type Deadlocks, type PartnerConnection } from './deadlock-fault.ts';
import { stallEventLoop } from './event-loop-stall-fault.ts';
import { faultsKey, readFaults } from './fault-book.ts';
import { createHttpFaults, type HttpFaults } from './http-faults.ts';
import { leakMemory } from './memory-leak-fault.ts';
import { concerns, remainingMsOf } from './fault-reach.ts';
import { createMessageFaults, type MessageFaults } from './message-faults.ts';
import { createNetworkFaults } from './network-faults.ts';
import { createPoolDrain, type DrainablePool, type PoolDrain } from './pool-exhaustion-fault.ts';
import { beyondRules, watchSockets } from './socket-guard.ts';

/** The faults of one process, and the places where its parts ask for them. Exists only with LAB_MODE on. */
export interface Faults {
  readonly http: HttpFaults;
  readonly messages: MessageFaults;
  /** Makes a PostgreSQL pool known; returns what its transactions and its readiness ask. */
  addPostgres<C>(
    url: string,
    pool: DrainablePool<C>,
    connect: () => Promise<PartnerConnection>,
  ): { readonly deadlocks: Deadlocks; readonly held: readonly C[] };
  /** Makes a MongoDB client known; while `isDrained`, readiness has to find another way. */
  addMongo<C>(url: string, pool: DrainablePool<C>): { isDrained(): boolean };
  /** Begins to listen for what the controller starts and ends. */
  start(): void;
  /** Ends everything that is active here. */
  close(): void;
}

/** What a part of the kit takes that asks for faults where there are any. */
export interface FaultAware {
  readonly faults?: Faults | undefined;
}

interface FaultDeps {
  readonly name: ServiceName;
  readonly instance: string;
  readonly startedAt: Date;
  readonly config: Pick<BaseConfig, 'REDIS_URL' | 'APP_VERSION'>;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly discovery: Pick<Discovery, 'instances'>;
  readonly subscriber: Subscriber;
}

const pollMs = 2_000;

interface Running {
  readonly fault: Fault;
  /** As it was last told. */
  expiresAt: string;
  readonly renew: (renewed: Fault) => void;
  readonly end: () => void;
}

/**
 * Applies the faults that match this process. Each one has a timer of its own here, so that it ends when it must whatever
 * has become of Redis, of the controller or of the wall clock.
 */
export function createFaults(deps: FaultDeps): Faults {
  const { name, instance, config, log, metrics } = deps;
  // a connection of its own, which no fault breaks: a stop must arrive
  const redis = beyondRules(() => createRedis(config.REDIS_URL, `${instance}-faults`));
  const unwatch = watchSockets();
  const http = createHttpFaults();
  const messages = createMessageFaults();
  const network = createNetworkFaults({ service: name, discovery: deps.discovery });
  const pools: Pick<PoolDrain<unknown>, 'exhaust'>[] = [];
  const deadlocks: Deadlocks[] = [];
  network.addStore('redis', config.REDIS_URL);

  const effects: Record<FaultKind, (active: ActiveFault) => void> = {
    latency: http.add,
    error: http.add,
    abort: http.add,
    cpu: burnCpu,
    'memory-leak': leakMemory,
    'event-loop-stall': stallEventLoop,
    'pool-exhaustion': (active) => pools.forEach((pool) => pool.exhaust(active)),
    'datastore-down': network.datastoreDown,
    partition: network.partition,
    deadlock: (active) => deadlocks.forEach((each) => each.add(active)),
    'consumer-pause': messages.add,
    'poison-message': messages.add,
    'duplicate-delivery': messages.add,
  };

  const activeGauge = metrics.gauge('lab_faults_active', 'Faults the lab has active here', ['kind']);
  const injected = metrics.counter('lab_faults_injected_total', 'Requests, messages and transactions harmed', ['kind']);
  const running = new Map<string, Running>();
  const over = new Set<string>();

  function begin(fault: Fault): void {
    const ending = new AbortController();
    const deadline = createDeadline(remainingMsOf(fault), () => entry.end());
    const entry: Running = {
      ...{ fault, expiresAt: fault.expiresAt },
      renew(renewed) {
        entry.expiresAt = renewed.expiresAt;
        deadline.move(remainingMsOf(renewed));
      },
      end() {
        deadline.clear();
        running.delete(fault.id);
        over.add(fault.id);
        ending.abort();
        showActive();
        logEvent(log, 'fault-ended', toLogFields(fault));
      },
    };
    running.set(fault.id, entry);
    showActive();
    logEvent(log, 'fault-started', { ...toLogFields(fault), expiresAt: fault.expiresAt });
    // where an exercise runs must not show, so all processes say alike that one does
    if (!concerns(fault, deps)) return;
    const count = () => {
      if (!fault.concealed) injected.inc({ kind: fault.kind });
    };
    effects[fault.kind](createActiveFault(fault, deadline.at, ending.signal, count));
  }

  function showActive(): void {
    activeGauge.reset();
    for (const { fault } of running.values()) {
      if (fault.concealed) activeGauge.set({ kind: exerciseLabel }, 1);
      else activeGauge.inc({ kind: fault.kind });
    }
  }

  function apply(faults: readonly Fault[]): void {
    const wanted = new Set(faults.map(({ id }) => id));
    for (const id of over) if (!wanted.has(id)) over.delete(id);
    for (const [id, { end }] of running) if (!wanted.has(id)) end();
    for (const fault of faults) {
      const known = running.get(fault.id);
      if (known?.expiresAt !== fault.expiresAt) known?.renew(fault);
      if (known !== undefined || over.has(fault.id)) continue;
      if (!fault.concealed && !concerns(fault, deps)) continue;
      if (remainingMsOf(fault) > 0) begin(fault);
    }
  }

  async function sync(): Promise<void> {
    if (redis.status !== 'ready') return;
    try {
      apply(await readFaults(redis));
    } catch {
      // what is active goes on and ends by its own timer
    }
  }

  const listen = () => void sync();
  let timer: NodeJS.Timeout | undefined;
  return {
    http,
    messages,
    addPostgres(url, pool, connect) {
      network.addStore('postgres', url);
      const drain = createPoolDrain(pool);
      const own = createDeadlocks(connect);
      pools.push(drain);
      deadlocks.push(own);
      return { deadlocks: own, held: drain.held };
    },
    addMongo(url, pool) {
      network.addStore('mongodb', url);
      const drain = createPoolDrain(pool);
      pools.push(drain);
      return { isDrained: () => drain.held.length > 0 };
    },
    start() {
      deps.subscriber.subscribe(faultsKey, listen, listen);
      redis.on('ready', listen);
      timer = setInterval(listen, pollMs).unref();
      listen();
    },
    close() {
      clearInterval(timer);
      redis.disconnect();
      for (const { end } of running.values()) end();
      unwatch();
    },
  };
}

function toLogFields(fault: Fault): object {
  return fault.concealed ? { exercise: true } : { faultId: fault.id, kind: fault.kind, parameters: fault.parameters };
}
