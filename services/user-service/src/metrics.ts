import { problems } from '@ticketlab/contracts/problem';
import { scrapedGauge } from '@ticketlab/service-kit/messaging/scraped-gauge';
import type { Metrics } from '@ticketlab/service-kit/telemetry/metrics';

export interface UserMetrics {
  /** Counts how each call ends: `ok`, the code of its problem, or `internal`. */
  counted<A extends unknown[], R>(
    what: 'login' | 'refresh',
    work: (...args: A) => Promise<R>,
  ): (...args: A) => Promise<R>;
}

export function createUserMetrics(metrics: Metrics, hashing: { readonly waiting: number }): UserMetrics {
  const counters = {
    login: metrics.counter('logins_total', 'Sign-ins by their result', ['result']),
    refresh: metrics.counter('token_refreshes_total', 'Refreshes of a session by their result', ['result']),
  };
  scrapedGauge(metrics, 'password_hash_queue_length', 'Passwords that wait to be hashed or checked', [], () =>
    Promise.resolve([{ labels: {}, value: hashing.waiting }]),
  );
  return {
    counted:
      (what, work) =>
      async (...args) => {
        try {
          const result = await work(...args);
          counters[what].inc({ result: 'ok' });
          return result;
        } catch (error) {
          counters[what].inc({ result: codeOf(error) });
          throw error;
        }
      },
  };
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return Object.hasOwn(problems, code) ? code : 'internal';
}
