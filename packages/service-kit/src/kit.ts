import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { serviceTable, type ServiceName } from '@ticketlab/contracts/services';
import type { Express } from 'express';
import { type Auth, createAuth } from './auth/auth.ts';
import { createKeySource } from './auth/jwks.ts';
import { createJwksLoader } from './auth/load-jwks.ts';
import { createRevocations, type Revocations } from './auth/revocations.ts';
import type { BaseConfig } from './config/base-config.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createHealth, type HealthState } from './health/health.ts';
import { createListeners } from './http/listeners.ts';
import type { Route } from './http/route.ts';
import { createApp, type Surroundings } from './http/server.ts';
import { profileRoutes } from './profiling/profile-routes.ts';
import { createRedis, type Redis, waitForRedis } from './redis/connect.ts';
import { createSubscriber, type Subscriber } from './redis/subscriber.ts';
import type { Discovery } from './resilience/discovery.ts';
import { createDnsDiscovery } from './resilience/dns-discovery.ts';
import { createRegistryDiscovery } from './resilience/registry-discovery.ts';
import { startRegistration } from './resilience/registration.ts';
import { drain } from './shutdown/drain.ts';
import { randomHex, uuidv7 } from './telemetry/ids.ts';
import { logEvent } from './telemetry/log-events.ts';
import { createLogger, type Logger } from './telemetry/logger.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';

/** What a service is built from: one per process. */
export interface Kit {
  readonly name: ServiceName;
  readonly instance: string;
  readonly config: BaseConfig;
  readonly startedAt: Date;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly redis: Redis;
  readonly subscriber: Subscriber;
  readonly discovery: Discovery;
  readonly auth: Auth;
  readonly health: HealthState;
  /** What the lab breaks on purpose; undefined with LAB_MODE off. */
  readonly faults: Faults | undefined;
  readonly clock: () => Date;
  /** A UUIDv7 of the clock's time. */
  readonly newId: () => string;
  /** Waits a little for Redis and loads what is known there; resolves also while Redis is away. */
  start(): Promise<void>;
  /** Runs at the end of `close`, last registered first. */
  onClose(close: () => Promise<void> | void): void;
  close(): Promise<void>;
}

interface KitOptions {
  readonly clock?: () => Date;
  /** Where the key set of access tokens comes from; default: JWKS_URL or user-service. user-service gives its own. */
  readonly loadJwks?: () => Promise<unknown>;
}

const redisPatienceMs = 1_500;

export function createKit(name: ServiceName, config: BaseConfig, options: KitOptions = {}): Kit {
  const instance = config.INSTANCE_ID ?? `${name}-${randomHex(3)}`;
  const clock = options.clock ?? (() => new Date());
  const startedAt = clock();
  const log = createLogger({ service: name, instance, level: config.LOG_LEVEL });
  const metrics = createMetrics(name, instance);
  const redis = createRedis(config.REDIS_URL, instance, log);
  const subscriber = createSubscriber(config.REDIS_URL, instance);
  const discovery =
    config.DISCOVERY === 'dns'
      ? createDnsDiscovery({ suffix: config.DISCOVERY_DNS_SUFFIX, log })
      : createRegistryDiscovery(redis, subscriber, log);
  const revocations: Revocations = createRevocations(redis, subscriber, log);
  const auth = createAuth({
    service: name,
    terms: { issuer: config.JWT_ISSUER, audience: config.JWT_AUDIENCE },
    serviceSecret: config.SERVICE_TOKEN_SECRET,
    keys: createKeySource({ load: options.loadJwks ?? createJwksLoader(discovery, config.JWKS_URL), log }),
    revocations,
  });
  const health = createHealth(metrics, config);
  health.addDependency('redis', async () => {
    await redis.ping();
  });
  // the controller of faults takes no part in them
  const faults =
    config.LAB_MODE === 'on' && name !== 'lab-controller'
      ? createFaults({ name, instance, startedAt, config, log, metrics, discovery, subscriber })
      : undefined;
  const closers: (() => Promise<void> | void)[] = [];

  return {
    name,
    instance,
    config,
    startedAt,
    log,
    metrics,
    redis,
    subscriber,
    discovery,
    auth,
    health,
    faults,
    clock,
    newId: () => uuidv7(clock().getTime()),
    async start() {
      faults?.start();
      if (!(await waitForRedis(redis, redisPatienceMs))) return;
      await Promise.all([discovery.start(), revocations.load()]);
    },
    onClose: (close) => void closers.push(close),
    async close() {
      faults?.close();
      for (const close of closers.reverse()) await close();
      discovery.close();
      health.close();
      subscriber.close();
      redis.disconnect();
      metrics.registry.clear();
    },
  };
}

/** Work beside HTTP: consumers, relays, sweepers. `start` resolves without waiting for a dependency that is down. */
export interface Worker {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface ServiceParts extends Surroundings {
  readonly routes: readonly Route[];
  /** Sees every request before express does; true when it answers it. For the gateway's hot path. */
  readonly intercept?: (req: IncomingMessage, res: ServerResponse) => boolean;
  readonly workers?: readonly Worker[];
  /** For upgrades; called once, the one server answers at both ports. */
  readonly onServer?: (server: Server) => void | Promise<void>;
  /** Closes the service's own pools, after requests and workers have ended. */
  readonly close?: () => Promise<void>;
}

export interface Service {
  start(): Promise<{ port: number; instancePort: number }>;
  /** Drains and closes everything; calling it again waits for the same end. */
  close(): Promise<void>;
  readonly app: Express;
  readonly kit: Kit;
}

/** Puts a service together; nothing listens or runs before `start`. */
export function createService(kit: Kit, parts: ServiceParts): Service {
  const { config, health, log } = kit;
  const workers = parts.workers ?? [];
  const app = createApp(kit, [...parts.routes, ...profileRoutes(kit)], parts);
  const { intercept } = parts;
  const listeners = createListeners(
    intercept === undefined
      ? app
      : (req, res) => {
          if (!intercept(req, res)) app(req, res);
        },
    `${kit.name}/${kit.instance}`,
  );
  let registration: { deregister(): Promise<void> } | undefined;
  let closing: Promise<void> | undefined;

  async function start() {
    logEvent(log, 'starting', { version: config.APP_VERSION, profile: config.TICKETLAB_PROFILE });
    const instancePort = await listeners.listenOwn(config.INSTANCE_PORT, config.HOST);
    await kit.start();
    await parts.onServer?.(listeners.server);
    await Promise.all(workers.map((worker) => worker.start()));
    health.markStarted();
    const port = await listeners.listenShared(config.PORT ?? serviceTable[kit.name].port, config.HOST);
    if (config.DISCOVERY === 'registry') {
      registration = startRegistration(kit.redis, {
        service: kit.name,
        id: kit.instance,
        host: config.ADVERTISE_HOST ?? config.HOST,
        port: instancePort,
        version: config.APP_VERSION,
        startedAt: kit.startedAt.toISOString(),
      });
    }
    logEvent(log, 'ready', { port, instancePort });
    return { port, instancePort };
  }

  function close(): Promise<void> {
    closing ??= drain(kit, { listeners, registration, workers, close: parts.close });
    return closing;
  }

  return { start, close, app, kit };
}

export { runService } from './shutdown/run-service.ts';
