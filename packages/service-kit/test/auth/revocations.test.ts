import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createTestIdentity, type TestIdentity, type TestUser } from '@ticketlab/testing/tokens';
import { publishRevocation, type Revocation } from '../../src/auth/revocations.ts';
import { ProblemError } from '../../src/http/problem.ts';
import type { Kit } from '../../src/kit.ts';
import { createTestKit } from '../test-service.ts';

const inAnHour = () => new Date(Date.now() + 3_600_000);
let redis: TestRedis;
let identity: TestIdentity;
const kits: Kit[] = [];

async function startKit(): Promise<Kit> {
  const kit = createTestKit({ redis, identity });
  kits.push(kit);
  await kit.start();
  return kit;
}

async function verdict(kit: Kit, { token }: TestUser): Promise<string> {
  try {
    await kit.auth.verifyAccessToken(token);
    return 'accepted';
  } catch (error) {
    return error instanceof ProblemError ? error.code : String(error);
  }
}

async function revokedAt(kits: Kit[], user: TestUser): Promise<void> {
  await eventually(
    async () => {
      for (const kit of kits) expect(await verdict(kit, user)).toBe('session-revoked');
    },
    { timeoutMs: 1_000 },
  );
}

beforeAll(async () => {
  [redis, identity] = await Promise.all([createTestRedis(), createTestIdentity()]);
});
afterAll(async () => {
  for (const kit of kits) await kit.close();
  await Promise.all([redis.stop(), identity.close()]);
});

describe('revocations', () => {
  it('end a session in every process within a second, verified tokens included, and in those that start later', async () => {
    const [a, b] = [await startKit(), await startKit()];
    const [user, other] = [identity.user(), identity.user()];
    const told: Revocation[] = [];
    b.auth.onRevoked((revocation) => told.push(revocation));
    expect(await verdict(b, user)).toBe('accepted');
    await publishRevocation(a.redis, { sid: user.sessionId, until: inAnHour() });
    await revokedAt([a, b], user);
    await revokedAt([await startKit()], user);
    expect(await verdict(b, other)).toBe('accepted');
    expect(told).toEqual([expect.objectContaining({ sid: user.sessionId })]);
  });

  it('of a user end what was issued before, not what is issued after', async () => {
    const kit = await startKit();
    const before = identity.user();
    await verdict(kit, before);
    await publishRevocation(kit.redis, { userId: before.userId, until: inAnHour() });
    await revokedAt([kit], before);
    await eventually(async () => {
      expect(await verdict(kit, identity.user({ userId: before.userId }))).toBe('accepted');
    });
    expect(await verdict(kit, before)).toBe('session-revoked');
  });

  it('stay in force while Redis is away, are made good after it, and are not forgotten by its restart', async () => {
    const kit = await startKit();
    const [early, late] = [identity.user(), identity.user()];
    await publishRevocation(kit.redis, { sid: early.sessionId, until: inAnHour() });
    await revokedAt([kit], early);
    await redis.kill();
    expect(await verdict(kit, early)).toBe('session-revoked');
    expect(await verdict(kit, late)).toBe('accepted');
    await expect(publishRevocation(kit.redis, { sid: late.sessionId, until: inAnHour() })).rejects.toThrow();
    await redis.restart();
    await eventually(() => publishRevocation(kit.redis, { sid: late.sessionId, until: inAnHour() }));
    await revokedAt(kits, late);
    await revokedAt([await startKit()], early);
  });
});
