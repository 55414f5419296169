import { invariantsSchema, personalDataSchema } from '@ticketlab/contracts/internal/operations';
import { ticketCountsBodySchema, ticketCountsSchema } from '@ticketlab/contracts/internal/tickets';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';

export interface OperationRouteDeps {
  invariants: () => Promise<z.input<typeof invariantsSchema>>;
  countTickets: (orderIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  personalData: (userId: string) => Promise<Record<string, unknown[]>>;
}

/** What the reconciler, the lab and the personal data export ask. */
export function operationRoutes({ invariants, countTickets, personalData }: OperationRouteDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/internal/invariants',
      summary: 'Whether counters, reservations, seats and tickets agree',
      auth: 'service',
      responses: { 200: invariantsSchema },
      handler: async () => ({ status: 200, body: await invariants() }),
    }),
    route({
      method: 'post',
      path: '/internal/tickets/counts',
      summary: 'How many valid or used tickets orders have',
      auth: 'service',
      body: ticketCountsBodySchema,
      responses: { 200: ticketCountsSchema },
      async handler({ body: { orderIds } }) {
        const counts = await countTickets(orderIds);
        return { status: 200, body: { counts: Object.fromEntries(orderIds.map((id) => [id, counts.get(id) ?? 0])) } };
      },
    }),
    route({
      method: 'get',
      path: '/internal/users/:id/data',
      summary: 'What this service keeps about one person',
      auth: 'service',
      params: z.object({ id: idSchema }),
      responses: { 200: personalDataSchema },
      handler: async ({ params: { id } }) => ({ status: 200, body: { userId: id, records: await personalData(id) } }),
    }),
  ];
}
