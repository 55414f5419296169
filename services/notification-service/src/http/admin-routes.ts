import {
  auditListQuerySchema,
  auditPageSchema,
  broadcastBodySchema,
  broadcastHeadersSchema,
  broadcastResultSchema,
  resendTicketsBodySchema,
} from '@ticketlab/contracts/http/notifications';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { currentContext } from '@ticketlab/service-kit/telemetry/context';
import { z } from 'zod';
import type { Fanout } from '../domain/fanout.ts';
import type { Broadcast } from '../usecases/broadcast.ts';
import type { ReadAudit } from '../usecases/read-audit.ts';
import type { ResendTickets } from '../usecases/resend-tickets.ts';

export function adminRoutes({
  broadcast,
  readAudit,
  resendTickets,
}: {
  broadcast: Broadcast;
  readAudit: ReadAudit;
  resendTickets: ResendTickets;
}): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/notifications/resend',
      summary: 'Send the mail with the tickets of an order once more',
      auth: 'admin',
      body: resendTicketsBodySchema,
      responses: { 202: null },
      problems: ['not-found', 'conflict', 'rate-limited'],
      handler: async ({ body: { orderId }, caller }) => {
        const requestId = currentContext()?.requestId ?? null;
        await resendTickets({ orderId, adminId: caller.userId, requestId });
        return { status: 202 };
      },
    }),
    route({
      method: 'post',
      path: '/api/notifications/broadcast',
      summary: 'Tell everyone, all customers or all admins something',
      auth: 'admin',
      headers: broadcastHeadersSchema,
      body: broadcastBodySchema,
      responses: { 202: broadcastResultSchema },
      handler: async ({ body, headers, caller }) => {
        const fanout = await broadcast.start(body, caller.userId, headers['idempotency-key']);
        const location = `/api/notifications/broadcasts/${fanout.id}`;
        return { status: 202, body: toResult(fanout), headers: { location } };
      },
    }),
    route({
      method: 'get',
      path: '/api/notifications/broadcasts/:id',
      summary: 'How far a broadcast is',
      auth: 'admin',
      params: z.object({ id: idSchema }),
      responses: { 200: broadcastResultSchema },
      problems: ['not-found'],
      handler: async ({ params }) => ({ status: 200, body: toResult(await broadcast.find(params.id)) }),
    }),
    route({
      method: 'get',
      path: '/api/audit',
      summary: 'Who did what: every event of the system, newest first',
      auth: 'admin',
      query: auditListQuerySchema,
      responses: { 200: auditPageSchema },
      handler: async ({ query }) => ({ status: 200, body: await readAudit(query) }),
    }),
  ];
}

function toResult({ id, recipients, state }: Fanout): z.input<typeof broadcastResultSchema> {
  return { broadcastId: id, recipients, state };
}
