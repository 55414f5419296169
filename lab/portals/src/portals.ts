import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PortalName } from '@ticketlab/contracts/services';
import { createListeners } from '@ticketlab/service-kit/http/listeners';
import type { Runnable } from '@ticketlab/service-kit/shutdown/run-service';
import { randomHex, uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { logEvent } from '@ticketlab/service-kit/telemetry/log-events';
import { createLogger } from '@ticketlab/service-kit/telemetry/logger';
import { createMetrics } from '@ticketlab/service-kit/telemetry/metrics';
import type { PortalsConfig } from './config.ts';
import { createCurrentBuild } from './current-build.ts';
import { createRequestForwarder } from './forward-request.ts';
import { createUpgradeForwarder } from './forward-upgrade.ts';
import { createPortalHandler, type PortalRoute } from './portal-handler.ts';
import { createProbes } from './probes.ts';

const requestPatienceMs = 10_000;
/** A connection on which nothing moves, such as that of a client that has stopped reading. */
const idleMs = 150_000;

/** The process that serves the portals, each on its port, with the gateway behind `/api`. */
export function createPortals(config: PortalsConfig): Runnable {
  const instance = config.INSTANCE_ID ?? `portals-${randomHex(3)}`;
  const log = createLogger({ service: 'portals', instance, level: config.LOG_LEVEL });
  const metrics = createMetrics('portals', instance);
  const answerer = { servedBy: `portals/${instance}`, newId: () => uuidv7(Date.now()) };
  const gateway = new URL(config.GATEWAY_URL);
  const answering = new Set<ServerResponse>();
  const state = { started: false, draining: false };
  const onUnreachable = (error: Error) => log.warn({ err: error }, 'the gateway does not answer');
  const forwarder = createRequestForwarder({ gateway, answerer, onUnreachable });
  const upgrades = createUpgradeForwarder({ gateway, answerer, onUnreachable });
  const probes = createProbes({ state, metrics });
  const ports: Record<PortalName, number> = {
    'user-portal': config.USER_PORTAL_PORT,
    'admin-portal': config.ADMIN_PORTAL_PORT,
  };

  const served = config.PORTALS.map((portal) => {
    const handler = createPortalHandler({
      ...{ portal, answerer, forward: forwarder.forward },
      build: createCurrentBuild(join(config.PORTALS_ROOT, portal, 'dist')),
      watch: createWatch(portal),
    });
    const listeners = createListeners(withProbes(handler), answerer.servedBy);
    listeners.server.timeout = idleMs;
    listeners.server.on('upgrade', upgrades.upgrade);
    return { port: ports[portal], listeners };
  });

  function withProbes(handler: RequestListener): RequestListener {
    return (req, res) => {
      if (state.draining) res.setHeader('connection', 'close');
      if (!probes(req, res)) handler(req, res);
    };
  }

  /** Times each answer but the endless ones. */
  function createWatch(portal: PortalName) {
    return (route: PortalRoute, req: IncomingMessage, res: ServerResponse) => {
      const begun = performance.now();
      answering.add(res);
      metrics.httpInFlight.count = answering.size;
      res.once('close', () => {
        answering.delete(res);
        metrics.httpInFlight.count = answering.size;
        if (isEventStream(res)) return;
        const seconds = (performance.now() - begun) / 1_000;
        metrics.httpDuration.labels(toMethod(req), `${portal} ${route}`, String(res.statusCode)).observe(seconds);
      });
    };
  }

  async function start() {
    logEvent(log, 'starting', { version: config.APP_VERSION });
    const [first, ...others] = served;
    if (first === undefined) throw new Error('there is no portal to serve');
    const instancePort = await first.listeners.listenOwn(config.INSTANCE_PORT, config.HOST);
    state.started = true;
    const port = await first.listeners.listenShared(first.port, config.HOST);
    for (const other of others) await other.listeners.listenShared(other.port, config.HOST);
    logEvent(log, 'ready', { ports: served.map((portal) => portal.port), instancePort });
    return { port, instancePort };
  }

  /** As services drain; event streams and sockets are ended, so that their clients connect to somebody else. */
  async function close() {
    logEvent(log, 'draining');
    state.draining = true;
    for (const { listeners } of served) listeners.leaveSharedPort();
    await sleep(config.DRAIN_MS);
    for (const { listeners } of served) listeners.stopAccepting();
    upgrades.close();
    for (const res of answering) if (isEventStream(res)) res.end();
    const until = Date.now() + requestPatienceMs;
    while (answering.size > 0 && Date.now() < until) await sleep(10);
    for (const { listeners } of served) listeners.destroyAll();
    forwarder.close();
    metrics.registry.clear();
    logEvent(log, 'stopped');
  }

  let closing: Promise<void> | undefined;
  return { kit: { log, instance }, start, close: () => (closing ??= close()) };
}

const isEventStream = (res: ServerResponse) => String(res.getHeader('content-type')).startsWith('text/event-stream');

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** A label has few values, whatever clients send. */
const toMethod = ({ method = '' }: IncomingMessage) => (methods.has(method) ? method : 'OTHER');
