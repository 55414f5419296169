import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { ProblemError } from '../http/problem.ts';
import type { Logger } from '../telemetry/logger.ts';
import { logEvent } from '../telemetry/log-events.ts';

const jwksSchema = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal('EC'), crv: z.literal('P-256') })),
});

/** The public keys of access tokens by `kid`: loaded when first needed, last good state kept, rotation followed. */
export interface KeySource {
  /** The key when it is known already. */
  known(kid: string): KeyObject | undefined;
  /**
   * Loads the keys (again) when `kid` is unknown and the last load is long enough ago.
   * @returns undefined when the issuer has no such key
   * @throws {ProblemError} `signing-keys-unavailable` while no key at all could be loaded
   */
  find(kid: string): Promise<KeyObject | undefined>;
}

const reloadUnknownAfterMs = 5_000;
const retryAfterMs = 500;
const refreshAfterMs = 300_000;

export function createKeySource(options: { load: () => Promise<unknown>; log: Logger; now?: () => number }): KeySource {
  const now = options.now ?? Date.now;
  let keys = new Map<string, KeyObject>();
  let triedAt = -Infinity;
  let loadedAt = -Infinity;
  let failing = false;
  let running: Promise<void> | undefined;

  async function reload(): Promise<void> {
    triedAt = now();
    try {
      const jwks = jwksSchema.parse(await options.load());
      if (jwks.keys.length === 0) throw new Error('the key set is empty');
      keys = new Map(jwks.keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]));
      loadedAt = now();
      failing = false;
      logEvent(options.log, 'signing-keys-loaded', { kids: [...keys.keys()] });
    } catch (error) {
      if (!failing) logEvent(options.log, 'signing-keys-unavailable', { reason: String(error), known: keys.size });
      failing = true;
    }
  }

  function reloadOnce(): Promise<void> {
    running ??= reload().finally(() => {
      running = undefined;
    });
    return running;
  }

  function refreshWhenOld(): void {
    const at = now();
    if (at - loadedAt > refreshAfterMs && at - triedAt > reloadUnknownAfterMs) void reloadOnce();
  }

  return {
    known(kid) {
      refreshWhenOld();
      return keys.get(kid);
    },
    async find(kid) {
      const wait = keys.size === 0 ? retryAfterMs : reloadUnknownAfterMs;
      if (running !== undefined || now() - triedAt >= wait) await reloadOnce();
      if (keys.size === 0) throw new ProblemError('signing-keys-unavailable', undefined, { retryAfter: 1 });
      return keys.get(kid);
    },
  };
}
