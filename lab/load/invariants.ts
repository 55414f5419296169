import { z } from 'zod';
import type { LoadClient } from './load-client.ts';
import type { Violation } from './summary.ts';

const answerSchema = z.object({ violations: z.array(z.object({ invariant: z.string(), count: z.number() })) });

/** Has order-service check every invariant of the system now (admins only). */
export async function readInvariants(client: LoadClient, adminToken: string): Promise<Violation[]> {
  const path = '/api/orders/reconciliation';
  const answer = await client.exchange({ endpoint: `GET ${path}`, method: 'GET', path, token: adminToken });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answerSchema.parse(answer.body).violations.map(({ invariant, count }) => ({ invariant, count }));
}
