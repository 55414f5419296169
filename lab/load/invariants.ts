import { reconciliationSchema } from '@ticketlab/contracts/internal/orders';
import { mintServiceToken, toServiceKey } from '@ticketlab/service-kit/auth/service-token';
import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import { ensureSecrets } from '../runtimes/local/secrets.ts';
import type { LabPlan } from '../supervisor/plan.ts';
import type { Violation } from './summary.ts';

const mostTries = 60;

/**
 * Has order-service of the local lab check every invariant of the system now. The route is internal, so only the lab's
 * own operator, who has its secret, can call it.
 */
export function createInvariantsReader(plan: LabPlan, secretsDir: string): () => Promise<Violation[]> {
  const orders = plan.services.find(({ name }) => name === 'order-service');
  if (orders === undefined) throw new Error('the plan has no order-service');
  const url = `http://${plan.host}:${orders.port}/internal/reconcile`;
  const key = toServiceKey(ensureSecrets(secretsDir).read('SERVICE_TOKEN_SECRET'));

  async function reconcile() {
    const { statusCode, body } = await request(url, {
      headers: { authorization: `Bearer ${mintServiceToken(key, 'lab-controller', 'order-service')}` },
    });
    const answer = await body.json();
    if (statusCode !== 200) throw new Error(`the reconciler answered ${statusCode}: ${JSON.stringify(answer)}`);
    return reconciliationSchema.parse(answer);
  }

  return async () => {
    // what is still in flight looks wrong for a moment: it either settles or becomes a violation
    for (let tries = 1; ; tries += 1) {
      const { suspects, violations } = await reconcile();
      if (suspects === 0 || tries === mostTries) {
        return violations.map(({ invariant, count }) => ({ invariant, count }));
      }
      await wait(1_000);
    }
  };
}
