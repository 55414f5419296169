import { ensureSecrets } from '../runtimes/local/secrets.ts';
import type { LabPlan } from '../supervisor/plan.ts';
import type { Reconciler } from './invariants.ts';

/** How the order-service of a local lab is reached by its own operator. */
export function reconcilerOf(plan: LabPlan, secretsDir: string): Reconciler {
  const orders = plan.services.find(({ name }) => name === 'order-service');
  if (orders === undefined) throw new Error('the plan has no order-service');
  const secret = ensureSecrets(secretsDir).read('SERVICE_TOKEN_SECRET');
  return { url: `http://${plan.host}:${orders.port}`, secret };
}
