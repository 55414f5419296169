import {
  recordAuditBodySchema,
  sendMailBodySchema,
  sendNotificationBodySchema,
} from '@ticketlab/contracts/internal/notifications';
import { invariantsSchema, personalDataSchema } from '@ticketlab/contracts/internal/operations';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { AuditEntry } from '../domain/audit.ts';
import type { NewMail } from '../domain/mail.ts';
import type { Notify } from '../usecases/notify.ts';

/** For other services only; never proxied. Sending may be repeated: the id decides what is one. */
export function internalRoutes(deps: {
  queueMail: (mail: NewMail) => Promise<void>;
  notify: Notify;
  recordAudit: (entry: AuditEntry) => Promise<void>;
  exportUser: (userId: string) => Promise<Record<string, unknown[]>>;
  invariants: () => Promise<z.input<typeof invariantsSchema>>;
}): Route[] {
  const { queueMail, notify, recordAudit, exportUser, invariants } = deps;
  return [
    route({
      method: 'post',
      path: '/internal/mails',
      summary: 'Send an e-mail to an address',
      auth: 'service',
      body: sendMailBodySchema,
      responses: { 202: null },
      handler: async ({ body }) => {
        await queueMail({ ...body, userId: null });
        return { status: 202 };
      },
    }),
    route({
      method: 'post',
      path: '/internal/notifications',
      summary: 'Notify one person of what no event tells',
      auth: 'service',
      body: sendNotificationBodySchema,
      responses: { 204: null },
      handler: async ({ body: { id, ...notice } }) => {
        await notify([{ ...notice, source: id }]);
        return { status: 204 };
      },
    }),
    route({
      method: 'post',
      path: '/internal/audit-entries',
      summary: 'Put what no event tells into the audit log',
      auth: 'service',
      body: recordAuditBodySchema,
      responses: { 204: null },
      handler: async ({ body, caller }) => {
        await recordAudit({ ...body, service: caller.service });
        return { status: 204 };
      },
    }),
    route({
      method: 'get',
      path: '/internal/users/:id/data',
      summary: 'What is kept about a person',
      auth: 'service',
      params: z.object({ id: idSchema }),
      responses: { 200: personalDataSchema },
      handler: async ({ params: { id } }) => ({ status: 200, body: { userId: id, records: await exportUser(id) } }),
    }),
    route({
      method: 'get',
      path: '/internal/invariants',
      summary: 'What must hold at all times',
      auth: 'service',
      responses: { 200: invariantsSchema },
      handler: async () => ({ status: 200, body: await invariants() }),
    }),
  ];
}
