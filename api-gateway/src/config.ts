import { count, commaList, milliseconds, perProfile } from '@ticketlab/service-kit/config/settings';
import { ConfigError, parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { z } from 'zod';
import { parseCidr } from './limits/ip-filter.ts';
import { parseCanaries } from './proxy/pick-instance.ts';

const cidrs = () =>
  commaList()
    .superRefine((list, context) => {
      for (const cidr of list) {
        try {
          parseCidr(cidr);
        } catch (error) {
          context.addIssue({ code: 'custom', message: (error as Error).message });
        }
      }
    })
    .default([]);

const perMinute = (lab: number, production: number) =>
  perProfile(count(1, 100_000_000), { lab: String(lab), production: String(production) });

const shape = {
  /** Requests per minute of one address, all routes together. */
  LIMIT_ADDRESS: perMinute(600_000, 1_200),
  /** Requests per minute of one caller (a signed-in user, else an address), by class of route. */
  LIMIT_READ: perMinute(600_000, 600),
  LIMIT_WRITE: perMinute(120_000, 120),
  LIMIT_PURCHASE: perMinute(120_000, 30),
  LIMIT_AUTH: perMinute(30_000, 20),
  LIMIT_CHALLENGE: perMinute(120_000, 60),
  /** Addresses or CIDRs; an empty allow list allows all. */
  ALLOW_ADDRESSES: cidrs(),
  DENY_ADDRESSES: cidrs(),
  /** Proxies whose X-Forwarded-For is believed: the portals' servers, an ingress. */
  TRUSTED_PROXIES: cidrs(),
  /** Origins that browsers may call from, comma-separated; the portals call from their own origin. */
  CORS_ORIGINS: commaList().default([]),
  /** Requests in flight to one upstream; more are refused at once. */
  BULKHEAD_REQUESTS: count(1, 100_000).default(500),
  /** Event streams and sockets open to one upstream; they have places of their own. */
  BULKHEAD_STREAMS: count(1, 100_000).default(10_000),
  /** Connections to one instance. */
  UPSTREAM_CONNECTIONS: count(1, 10_000).default(128),
  UPSTREAM_CONNECT_TIMEOUT_MS: milliseconds(10, 60_000).default(1_000),
  /** Until response headers. */
  UPSTREAM_TIMEOUT_MS: milliseconds(10, 600_000).default(60_000),
  /** Silence within a body. */
  UPSTREAM_IDLE_TIMEOUT_MS: milliseconds(10, 600_000).default(30_000),
  /** Silence on an event stream or a socket. */
  STREAM_IDLE_TIMEOUT_MS: milliseconds(1_000, 3_600_000).default(120_000),
  BREAKER_FAILURES: count(1, 1_000).default(5),
  /** Failures as a share of the window's calls, 0 to 1. */
  BREAKER_RATIO: z.coerce.number().min(0).max(1).default(0.25).describe('0 to 1'),
  BREAKER_WINDOW_MS: milliseconds(100, 600_000).default(10_000),
  BREAKER_RESET_MS: milliseconds(50, 600_000).default(30_000),
  /** Retries as a share of calls. */
  RETRY_RATIO: z.coerce.number().min(0).max(1).default(0.1).describe('0 to 1'),
  /** Bytes of catalogue answers kept to stand in for a service that is away, and for how long. */
  STALE_CACHE_BYTES: count(0, 1_000_000_000).default(16_000_000),
  STALE_CACHE_MAX_AGE_MS: milliseconds(0, 86_400_000).default(3_600_000),
  /** Traffic shares by version, with DISCOVERY=registry: order-service=1.2.0:10 */
  CANARY: z
    .string()
    .default('')
    .transform((text, context) => {
      try {
        return parseCanaries(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
        return [];
      }
    }),
  /** JSON of every workload's requests and HPA targets, from the manifests; /api/challenge/autoscale reckons with it. */
  AUTOSCALE_TARGETS: z.string().default('{}').describe('JSON, as the lab writes it from k8s/base'),
};

export type GatewayConfig = ReturnType<typeof parseGatewayConfig>;

/** @throws ConfigError naming every wrong variable */
export function parseGatewayConfig(env: NodeJS.ProcessEnv = process.env) {
  const config = parseConfig(shape, env);
  // a name server tells addresses only: the canary would get no share, or all of it
  if (config.CANARY.length > 0 && config.DISCOVERY === 'dns') {
    throw new ConfigError([
      'CANARY: needs DISCOVERY=registry, because a name server does not know versions; unset one',
    ]);
  }
  return config;
}
