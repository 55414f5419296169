import { reconciliationSchema } from '@ticketlab/contracts/internal/orders';
import { mintServiceToken, toServiceKey } from '@ticketlab/service-kit/auth/service-token';
import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import type { Violation } from './summary.ts';

/** How order-service is reached from inside. */
export interface Reconciler {
  /** of order-service, without a path */
  url: string;
  /** with which service tokens are signed */
  secret: string;
}

const mostTries = 60;

/**
 * Has order-service check every invariant of the system now. The route is internal, so only the lab's own operator, who
 * has its secret, can call it.
 */
export async function readInvariants({ url, secret }: Reconciler): Promise<Violation[]> {
  const key = toServiceKey(secret);
  // what is still in flight looks wrong for a moment: it either settles or becomes a violation
  for (let tries = 1; ; tries += 1) {
    const { suspects, violations } = await reconcile(url, key);
    if (suspects === 0 || tries === mostTries) return violations.map(({ invariant, count }) => ({ invariant, count }));
    await wait(1_000);
  }
}

async function reconcile(url: string, key: ReturnType<typeof toServiceKey>) {
  const { statusCode, body } = await request(`${url}/internal/reconcile`, {
    headers: { authorization: `Bearer ${mintServiceToken(key, 'lab-controller', 'order-service')}` },
  });
  const answer = await body.json();
  if (statusCode !== 200) throw new Error(`the reconciler answered ${statusCode}: ${JSON.stringify(answer)}`);
  return reconciliationSchema.parse(answer);
}
