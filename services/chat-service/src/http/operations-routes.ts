import { invariantsSchema, personalDataSchema } from '@ticketlab/contracts/internal/operations';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { ChatStore } from '../usecases/ports.ts';

/** For other services only; never proxied. */
export function operationsRoutes(store: Pick<ChatStore, 'exportCustomer' | 'countUnrecorded'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/internal/invariants',
      summary:
        'What must hold at all times: nothing beyond what unique keys hold. Pending: what the audit log has not got yet',
      auth: 'service',
      responses: { 200: invariantsSchema },
      handler: async () => ({
        status: 200,
        body: { outboxPending: await store.countUnrecorded(), violations: [] },
      }),
    }),
    route({
      method: 'get',
      path: '/internal/users/:id/data',
      summary: 'What is kept about a person: their conversations',
      auth: 'service',
      params: z.object({ id: idSchema }),
      responses: { 200: personalDataSchema },
      handler: async ({ params: { id } }) => {
        const { conversations, messages } = await store.exportCustomer(id);
        return { status: 200, body: { userId: id, records: { conversations, messages } } };
      },
    }),
  ];
}
