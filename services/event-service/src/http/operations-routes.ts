import { invariantsSchema, personalDataSchema } from '@ticketlab/contracts/internal/operations';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';

/** For other services only; never proxied. */
export function operationsRoutes(readings: {
  outboxPending: () => Promise<number>;
  /** Published events that should have been finished long ago. */
  overdue: () => Promise<number>;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/internal/invariants',
      summary: 'What must hold at all times',
      auth: 'service',
      responses: { 200: invariantsSchema },
      handler: async () => {
        const [outboxPending, count] = await Promise.all([readings.outboxPending(), readings.overdue()]);
        return {
          status: 200,
          body: { outboxPending, violations: [{ invariant: 'finished-when-over', count, examples: [] }] },
        };
      },
    }),
    route({
      method: 'get',
      path: '/internal/users/:id/data',
      summary: 'What is kept about a person: nothing',
      auth: 'service',
      params: z.object({ id: idSchema }),
      responses: { 200: personalDataSchema },
      handler: ({ params }) => Promise.resolve({ status: 200, body: { userId: params.id, records: {} } }),
    }),
  ];
}
