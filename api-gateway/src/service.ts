import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServiceName, upstreamNames } from '@ticketlab/contracts/services';
import { challengeRoutes } from '@ticketlab/service-kit/challenge/routes';
import { createOpenApi } from '@ticketlab/service-kit/http/openapi';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { createKit, createService, type Service } from '@ticketlab/service-kit/kit';
import { reportBreaker } from '@ticketlab/service-kit/resilience/breaker-report';
import cors from 'cors';
import helmet from 'helmet';
import type { GatewayConfig } from './config.ts';
import { createAutoscaleChallenge, parseAutoscaleTargets } from './http/autoscale-challenge.ts';
import { createBreakerStream } from './http/breaker-stream.ts';
import { createDocs } from './http/docs.ts';
import { createMergedOpenApi, type OpenApiDocument } from './http/merged-openapi.ts';
import { createOwnLimits } from './http/own-limits.ts';
import { gatewayRoutes } from './http/routes.ts';
import { collectServicesHealth } from './http/services-health.ts';
import { createClientAddress, toLimitKey } from './limits/client-address.ts';
import { createIpFilter } from './limits/ip-filter.ts';
import { createRateLimits } from './limits/rate-limits.ts';
import { createGatewayMetrics, createRequestRecorder } from './metrics.ts';
import { createAdmission, type TokenVerdict } from './proxy/admission.ts';
import { createInstancePools } from './proxy/instance-pools.ts';
import { createProxyHandler } from './proxy/proxy-handler.ts';
import { createRelay } from './proxy/relay.ts';
import { createStaleCache } from './proxy/stale-cache.ts';
import { createUpgradeHandler } from './proxy/upgrades.ts';
import { createUpstream, type Upstream } from './proxy/upstream.ts';
import { collectSecurityHeaders, namesOf } from './security-headers.ts';

/** The composition root of the gateway: the one file that sees everything. */
export function createGateway(config: GatewayConfig): Service {
  const kit = createKit('api-gateway', config);
  const metrics = createGatewayMetrics(kit);
  const pools = createInstancePools({
    connectTimeoutMs: config.UPSTREAM_CONNECT_TIMEOUT_MS,
    connections: config.UPSTREAM_CONNECTIONS,
  });
  const names: ServiceName[] = config.LAB_MODE === 'on' ? [...upstreamNames, 'lab-controller'] : [...upstreamNames];
  const upstreams = new Map(
    names.map((name): [ServiceName, Upstream] => [
      name,
      createUpstream(name, kit.discovery, pools, config, Math.random),
    ]),
  );
  const services = upstreamNames.map((name) => upstreams.get(name)).filter((upstream) => upstream !== undefined);
  for (const { breaker } of upstreams.values()) reportBreaker(kit, breaker);
  kit.discovery.onChange((service) => pools.retain(service, kit.discovery.instances(service)));

  const clientAddress = createClientAddress(config.TRUSTED_PROXIES);
  const isAllowedAddress = createIpFilter(config.ALLOW_ADDRESSES, config.DENY_ADDRESSES);
  const limits = createRateLimits(kit.redis, config);
  const securityHeaders = collectSecurityHeaders();
  const recorder = createRequestRecorder(kit);

  const proxy = createProxyHandler({
    upstreamOf: (name) => upstreams.get(name),
    clientAddress,
    admit: createAdmission({
      isAllowedAddress,
      limits,
      checkToken: (token) => toVerdict(() => kit.auth.verifyAccessToken(token)),
      onLimited: (route) => metrics.limited.inc({ class: route.class }),
      onLimiterDown: () => metrics.limiterDown.inc(),
    }),
    relay: createRelay(
      {
        headersTimeoutMs: config.UPSTREAM_TIMEOUT_MS,
        idleTimeoutMs: config.UPSTREAM_IDLE_TIMEOUT_MS,
        streamIdleTimeoutMs: config.STREAM_IDLE_TIMEOUT_MS,
        ownHeaderNames: new Set(['x-request-id', ...namesOf(securityHeaders)]),
      },
      {
        stale: createStaleCache({
          maxBytes: config.STALE_CACHE_BYTES,
          maxAgeMs: config.STALE_CACHE_MAX_AGE_MS,
          now: Date.now,
        }),
        onUnreachable: (instance) => kit.discovery.reportFailure(instance),
        onRetry: ({ name }) => metrics.retries.inc({ upstream: name }),
        onStale: ({ name }) => metrics.stale.inc({ upstream: name }),
      },
    ),
    recorder,
    newId: kit.newId,
    servedBy: `${kit.name}/${kit.instance}`,
    constantHeaders: securityHeaders,
    corsHeaders: (origin) =>
      config.CORS_ORIGINS.includes(origin)
        ? ['access-control-allow-origin', origin, 'access-control-allow-credentials', 'true', 'vary', 'Origin']
        : [],
    isDraining: () => kit.health.draining,
    faults: kit.faults?.http,
  });

  const upgrade = createUpgradeHandler({
    choose(name) {
      const upstream = upstreams.get(name);
      const pooled = upstream?.pick();
      return upstream === undefined || pooled === undefined ? undefined : { pooled, places: upstream.streams };
    },
    async admit(req) {
      const address = clientAddress(req);
      if (!isAllowedAddress(address)) return 'denied';
      return (await limits.ofAddress(toLimitKey(address))).allowed ? 'admitted' : 'limited';
    },
    ownHeaders: (req) => ({ 'x-forwarded-for': clientAddress(req), 'x-request-id': kit.newId() }),
    newId: () => kit.newId(),
    servedBy: `${kit.name}/${kit.instance}`,
    idleTimeoutMs: config.STREAM_IDLE_TIMEOUT_MS,
    onOpen: (name) => metrics.sockets.inc({ upstream: name }),
    onClose: (name) => metrics.sockets.dec({ upstream: name }),
  });

  const breakerStream = createBreakerStream(services);
  const routes = [
    ...gatewayRoutes(kit, {
      servicesHealth: () => collectServicesHealth(services, kit.discovery, kit.clock),
      breakerStream,
      autoscale: createAutoscaleChallenge(kit, parseAutoscaleTargets(config.AUTOSCALE_TARGETS)),
    }),
    ...challengeRoutes(kit),
  ];
  const ownDocument = createOpenApi('api-gateway', routes, config.APP_VERSION) as OpenApiDocument;

  return createService(kit, {
    routes,
    intercept: proxy,
    workers: [breakerStream.worker],
    before: [
      helmet(),
      cors({ origin: config.CORS_ORIGINS, credentials: true, maxAge: 600 }),
      (req, _res, next) => {
        if (isAllowedAddress(clientAddress(req))) next();
        else next(new ProblemError('address-denied'));
      },
      createOwnLimits({ clientAddress, limits, onLimited: (routeClass) => metrics.limited.inc({ class: routeClass }) }),
    ],
    after: [createDocs(createMergedOpenApi(ownDocument, [...upstreams.values()], kit.discovery, Date.now))],
    onServer(server) {
      server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => void upgrade(req, socket, head));
    },
    close() {
      limits.close();
      for (const { breaker } of upstreams.values()) breaker.close();
      pools.close();
      return Promise.resolve();
    },
  });
}

/** A token nobody can check right now goes on: each service checks it again and answers for itself. */
function toVerdict(
  check: () => ReturnType<Service['kit']['auth']['verifyAccessToken']>,
): TokenVerdict | Promise<TokenVerdict> {
  try {
    const verified = check();
    if (verified instanceof Promise) return verified.then(({ caller }) => user(caller.userId), refusal);
    return user(verified.caller.userId);
  } catch (error) {
    return refusal(error);
  }
}

function user(userId: string): TokenVerdict {
  return { kind: 'user', userId };
}

function refusal(error: unknown): TokenVerdict {
  if (!(error instanceof ProblemError)) throw error;
  const { code, message } = error;
  switch (code) {
    case 'unauthenticated':
    case 'token-expired':
    case 'session-revoked':
    case 'account-locked':
      return { kind: 'refused', code, detail: message };
    default:
      return { kind: 'unknown' };
  }
}
