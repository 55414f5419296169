import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { breakerChallengeResultSchema } from '@ticketlab/contracts/http/challenge';
import { BreakerOpenError, createBreaker, type Verdict } from '@ticketlab/service-kit/resilience/breaker';
import { request } from 'undici';
import type { z } from 'zod';

type Result = z.output<typeof breakerChallengeResultSchema>;

const settings = { minimumFailures: 5, failureRatio: 0.25, windowMs: 10_000, resetMs: 1_000 };

/**
 * LAB: a breaker of the gateway's own kind in front of an upstream that fails on purpose: five calls fail and open it,
 * three are refused without reaching the upstream, then the upstream is repaired, the probe succeeds and it closes.
 * Takes a little over a second. Every run has a breaker and an upstream of its own, so runs don't disturb each other.
 */
export async function runBreakerChallenge(signal: AbortSignal): Promise<Result> {
  let repaired = false;
  const upstream = createServer((_req, res) => {
    res.statusCode = repaired ? 200 : 500;
    res.end();
  });
  await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`;
  const breaker = createBreaker('deliberately-failing', settings);
  const startedAt = performance.now();
  const steps: Result['steps'] = [];

  async function ask(): Promise<Exclude<Verdict, 'nothing'>> {
    const { statusCode, body } = await request(url);
    await body.dump();
    return statusCode < 500 ? 'answered' : 'failed';
  }

  async function call(): Promise<void> {
    let outcome: Result['steps'][number]['outcome'];
    try {
      const settle = breaker.admit();
      outcome = await ask();
      settle(outcome);
    } catch (error) {
      if (!(error instanceof BreakerOpenError)) throw error;
      outcome = 'refused';
    }
    const atMs = Math.round(performance.now() - startedAt);
    steps.push({ call: steps.length + 1, atMs, outcome, state: breaker.snapshot().state });
  }

  try {
    for (let calls = 0; calls < settings.minimumFailures + 3; calls += 1) await call();
    repaired = true;
    await new Promise<void>((halfOpen, left) => {
      signal.addEventListener('abort', () => left(signal.reason as Error), { once: true });
      breaker.onChange(({ state }) => {
        if (state === 'half-open') halfOpen();
      });
    });
    for (let calls = 0; calls < 2; calls += 1) await call();
  } finally {
    breaker.close();
    upstream.close();
  }
  const { minimumFailures, failureRatio, windowMs, resetMs } = settings;
  return { settings: { failuresToOpen: minimumFailures, failureRatio, windowMs, resetMs }, steps };
}
