import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { emailSchema, passwordSchema } from '@ticketlab/contracts/http/users';
import { serviceTable } from '@ticketlab/contracts/services';
import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { commaList, count, milliseconds, perProfile, refusing } from '@ticketlab/service-kit/config/settings';
import { retentionShape } from '@ticketlab/service-kit/postgres/retention';
import { z } from 'zod';
import { createAddressRanges } from './domain/network-address.ts';

const shape = {
  ...retentionShape,
  /** The service's own database, user_db. */
  DATABASE_URL: z.url().describe('postgres://user:password@host:port/user_db'),
  DATABASE_POOL_MAX: count(2, 100).default(10),

  /** Signs access tokens: the private half of an ES256 key pair. Only this service has it. */
  JWT_PRIVATE_KEY: ecKey(createPrivateKey, 'a P-256 private key in PEM (PKCS #8)'),
  /** The key before the current one: its tokens stay good until they expire. */
  JWT_PREVIOUS_PUBLIC_KEY: ecKey(createPublicKey, 'a P-256 public key in PEM').optional(),
  /** Seconds that an access token is good for. */
  ACCESS_TOKEN_SECONDS: count(1, 86_400).default(900),

  /** Seconds after which an unused session ends (14 days). */
  SESSION_IDLE_SECONDS: count(1, 31_536_000).default(1_209_600),
  /** Seconds after which every session ends, used or not (90 days). */
  SESSION_MAX_SECONDS: count(1, 31_536_000).default(7_776_000),
  /** Sessions that one account may have; a further sign-in ends the one that was not used for longest. */
  SESSIONS_PER_USER: count(1, 10_000).default(100),
  /** How long a refresh token that was just used yields the same successor, because two tabs refresh at once. */
  REFRESH_GRACE_MS: milliseconds(0, 60_000).default(10_000),
  /** Ends the name of the refresh cookie. Default: how far PORT is from the documented port, because cookies ignore ports. */
  COOKIE_SUFFIX: z
    .string()
    .regex(/^[\w-]{1,40}$/)
    .describe('letters, digits, dashes, at most 40')
    .optional(),

  /** Seconds over which failed sign-ins are counted, from the first on (15 minutes). */
  LOGIN_WINDOW_SECONDS: count(1, 86_400).default(900),
  /** Failed or unfinished sign-ins to one account within the window, before more are refused. */
  LOGIN_FAILURES_PER_ACCOUNT: perProfile(count(1, 1_000_000), { lab: '50', production: '10' }),
  /** The same for one network address (for IPv6, one /64). */
  LOGIN_FAILURES_PER_ADDRESS: perProfile(count(1, 1_000_000), { lab: '1000', production: '100' }),
  /** Where the gateway calls from, CIDRs: only from there does X-Forwarded-For name the client. Default: private ranges. */
  GATEWAY_ADDRESSES: commaList()
    .default(['127.0.0.0/8', '::1/128', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'])
    .transform((cidrs, context) => {
      try {
        return createAddressRanges(cidrs);
      } catch (error) {
        context.addIssue({ code: 'custom', message: String(error) });
        return z.NEVER;
      }
    })
    .describe('CIDRs such as 10.0.0.0/8, separated by commas'),

  /** Cost of password hashes: each step doubles the work. Hashes with a lower one are renewed at the next sign-in. */
  BCRYPT_COST: perProfile(count(4, 15), { lab: '10', production: '12' }),
  /** Passwords hashed at once; libuv has four threads, and others need some of them. */
  BCRYPT_CONCURRENCY: count(1, 64).default(2),
  /** Passwords that wait for their turn, before requests are refused with 503. */
  BCRYPT_QUEUE: count(0, 100_000).default(100),

  /** Seconds that a link to set a new password works (30 minutes). */
  RESET_LINK_SECONDS: count(1, 86_400).default(1_800),
  /** The page that the link leads to; the token follows as `#token=…`. Default: the user portal beside this lab. */
  PASSWORD_RESET_URL: z.url().optional().describe('https://host/password-reset'),
  /** How often mails, sessions to end and the like are looked for when nobody has told of any. */
  POLL_EVERY_MS: milliseconds(10, 60_000).default(1_000),

  /** The first administrator, created at start unless an account has this address. Needs BOOTSTRAP_ADMIN_PASSWORD. */
  BOOTSTRAP_ADMIN_EMAIL: emailSchema.optional(),
  /** The demo administrator's is in the README: production refuses it. */
  BOOTSTRAP_ADMIN_PASSWORD: refusing(passwordSchema.describe('at least 12 characters').optional(), 'admin-of-the-lab'),
};

export type UserConfig = ReturnType<typeof parseUserConfig>;

/** @throws {ConfigError} naming every wrong variable */
export function parseUserConfig(env?: NodeJS.ProcessEnv) {
  const config = parseConfig(shape, env);
  const documented = serviceTable['user-service'].port;
  // in a test the port is a free one, and says nothing
  const offset = (config.PORT ?? 0) === 0 ? 0 : (config.PORT ?? 0) - documented;
  return {
    ...config,
    COOKIE_SUFFIX: config.COOKIE_SUFFIX ?? String(offset),
    PASSWORD_RESET_URL: config.PASSWORD_RESET_URL ?? `http://127.0.0.1:${3000 + offset}/password-reset`,
  };
}

function ecKey(parse: (pem: string) => KeyObject, expected: string) {
  return z
    .string()
    .transform((pem, context): KeyObject => {
      try {
        const key = parse(pem);
        if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
      } catch {
        // said below: the parser's own words could show parts of the key
      }
      context.addIssue({ code: 'custom', message: 'is not such a key' });
      return z.NEVER;
    })
    .describe(expected);
}
