import { z } from 'zod';
import { commaList, count, milliseconds, onOff, perProfile, port, secret } from './settings.ts';

/** The variables that every process has. Any `X` may be given as `X_FILE`: the path of a file that holds the value. */
export const baseShape = {
  /** Presets limits, costs, log level and LAB_MODE. */
  TICKETLAB_PROFILE: z.enum(['lab', 'production']).default('lab').describe('lab or production'),
  /** Challenge endpoints and faults exist only when on. */
  LAB_MODE: perProfile(onOff(), { lab: 'on', production: 'off' }),
  LOG_LEVEL: perProfile(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']), {
    lab: 'info',
    production: 'info',
  }).describe('trace, debug, info, warn, error, fatal or silent'),
  /** The address that both listeners bind. */
  HOST: z.string().default('127.0.0.1'),
  /** The documented port, shared by all replicas; default: the one of the service's table entry. */
  PORT: port().optional(),
  /** This replica's own port; 0 is a free one. */
  INSTANCE_PORT: port().default(0),
  /** Default: the service's name and six hexadecimal digits. */
  INSTANCE_ID: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .describe('letters, digits, dots, dashes, at most 100')
    .optional(),
  /** What discovery announces; default: HOST. */
  ADVERTISE_HOST: z.string().optional(),
  REDIS_URL: z.url().default('redis://127.0.0.1:16379').describe('redis://host:port'),
  KAFKA_BROKERS: commaList().default(['127.0.0.1:19092']).describe('host:port, several separated by commas'),
  /** Set before every topic and consumer group; tests use it. */
  TOPIC_PREFIX: z.string().default(''),
  DISCOVERY: z.enum(['registry', 'dns']).default('registry').describe('registry or dns'),
  /** dns discovery resolves `<service><suffix>`; in full, since search domains are not tried. */
  DISCOVERY_DNS_SUFFIX: z.string().default('-headless'),
  /** The HMAC secret that internal calls are signed with. */
  SERVICE_TOKEN_SECRET: secret('lab-only-service-token-secret'),
  JWT_ISSUER: z.string().min(1).default('ticketlab'),
  JWT_AUDIENCE: z.string().min(1).default('ticketlab-api'),
  /** Where the public keys are; default: user-service, found through discovery. */
  JWKS_URL: z.url().optional().describe('http://host:port/.well-known/jwks.json'),
  /** How long a draining instance still answers, with `Connection: close`. */
  DRAIN_MS: milliseconds(0, 60_000).default(2_000),
  /** Checks every response body against its schema (tests, end-to-end). */
  CHECK_RESPONSES: onOff().default('off'),
  /** What /health compares usage with; set from the manifest. */
  CPU_LIMIT_MILLICORES: count(1, 1_000_000).optional(),
  MEMORY_LIMIT_MB: count(1, 1_000_000).optional(),
  APP_VERSION: z.string().default('0.1.0'),
  APP_COMMIT: z.string().default('unknown'),
};

export type BaseShape = typeof baseShape;
export type BaseConfig = z.output<z.ZodObject<BaseShape>>;
