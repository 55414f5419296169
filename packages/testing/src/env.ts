import { readRunAddress } from './run-address.ts';
import { testTerms } from './terms.ts';

/** What a test has created for the service; each part sets the variables that lead to it. */
interface TestParts {
  database?: { url: string };
  mongo?: { url: string };
  redis?: { url: string };
  topics?: { prefix: string };
  identity?: { jwksUrl: string };
}

/**
 * The complete environment of a service under test: free ports, no drain time, responses checked against their schemas,
 * quiet. What the test does not bring (say, Redis) leads to a port where nothing listens. `extra` goes last.
 */
export function testEnv(parts: TestParts, extra: Record<string, string> = {}): Record<string, string> {
  return {
    TICKETLAB_PROFILE: 'lab',
    LOG_LEVEL: 'fatal',
    HOST: '127.0.0.1',
    PORT: '0',
    INSTANCE_PORT: '0',
    DRAIN_MS: '0',
    CHECK_RESPONSES: 'on',
    SERVICE_TOKEN_SECRET: testTerms.serviceSecret,
    JWT_ISSUER: testTerms.issuer,
    JWT_AUDIENCE: testTerms.audience,
    DATABASE_URL: parts.database?.url ?? 'postgres://127.0.0.1:1/none',
    MONGODB_URL: parts.mongo?.url ?? 'mongodb://127.0.0.1:1/none',
    REDIS_URL: parts.redis?.url ?? 'redis://127.0.0.1:1',
    KAFKA_BROKERS: parts.topics === undefined ? '127.0.0.1:1' : readRunAddress().kafkaBrokers,
    TOPIC_PREFIX: parts.topics?.prefix ?? '',
    ...(parts.identity === undefined ? {} : { JWKS_URL: parts.identity.jwksUrl }),
    ...extra,
  };
}
