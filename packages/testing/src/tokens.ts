import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Role } from '@ticketlab/contracts/primitives';
import type { ServiceName } from '@ticketlab/contracts/services';
import { signAccessToken } from '@ticketlab/service-kit/auth/access-token';
import { mintServiceToken, toServiceKey } from '@ticketlab/service-kit/auth/service-token';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { testTerms } from './terms.ts';

export interface TestUser {
  userId: string;
  role: Role;
  sessionId: string;
  /** For `Authorization: Bearer …`. */
  token: string;
}

export interface TestIdentity {
  /** For JWKS_URL. */
  jwksUrl: string;
  /** For JWT_PRIVATE_KEY of a real user-service. PKCS #8. */
  privateKeyPem: string;
  /** A user nobody else has, unless told. `expiresInSeconds` may be negative. */
  user: (wanted?: Partial<Omit<TestUser, 'token'>> & { expiresInSeconds?: number }) => TestUser;
  admin: () => TestUser;
  close: () => Promise<void>;
}

/** An issuer of access tokens that services under test believe: a key pair and its key set, served on loopback. */
export async function createTestIdentity(): Promise<TestIdentity> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  const keySet = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }] });
  const server = createServer((_req, res) => res.setHeader('content-type', 'application/json').end(keySet));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const { port } = server.address() as AddressInfo;

  const user: TestIdentity['user'] = (wanted = {}) => {
    const {
      userId = uuidv7(Date.now()),
      role = 'USER',
      sessionId = uuidv7(Date.now()),
      expiresInSeconds = 900,
    } = wanted;
    const terms = { ...testTerms, now: new Date(), expiresInSeconds };
    return { userId, role, sessionId, token: signAccessToken({ kid, privateKey }, { userId, role, sessionId }, terms) };
  };
  return {
    jwksUrl: `http://127.0.0.1:${port}/.well-known/jwks.json`,
    privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    user,
    admin: () => user({ role: 'ADMIN' }),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** What `issuer` sends as bearer token to the internal routes of `audience`. */
export function createServiceToken(issuer: ServiceName, audience: ServiceName): string {
  return mintServiceToken(toServiceKey(testTerms.serviceSecret), issuer, audience);
}
