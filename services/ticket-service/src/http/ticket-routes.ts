import {
  checkInBodySchema,
  ticketListQuerySchema,
  ticketPageSchema,
  ticketSchema,
} from '@ticketlab/contracts/http/tickets';
import { idSchema } from '@ticketlab/contracts/primitives';
import { parseCursor, toCursor } from '@ticketlab/service-kit/http/id-cursor';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { Ticket } from '../domain/ticket.ts';
import type { CheckIn } from '../usecases/check-in.ts';
import type { Asker, TicketPage } from '../usecases/read-tickets.ts';
import { toTicketView } from './ticket-view.ts';

export interface TicketRouteDeps {
  listTickets: (
    asker: Asker,
    query: { orderId?: string | undefined; eventId?: string | undefined; before: string | null; limit: number },
  ) => Promise<TicketPage>;
  readTicket: (asker: Asker, ticketId: string) => Promise<Ticket>;
  readShowableTicket: (asker: Asker, ticketId: string) => Promise<Ticket>;
  checkIn: CheckIn;
  /** The code of a ticket id. */
  sign: (ticketId: string) => string;
  renderQr: (code: string) => Promise<string>;
}

const params = z.object({ id: idSchema });

export function ticketRoutes(deps: TicketRouteDeps): Route[] {
  const toView = (ticket: Ticket) => toTicketView(ticket, deps.sign);

  return [
    route({
      method: 'get',
      path: '/api/tickets',
      summary: 'Your tickets, newest first; admins see everybody’s',
      auth: 'user',
      query: ticketListQuerySchema,
      responses: { 200: ticketPageSchema },
      async handler({ query, caller }) {
        const { limit, cursor, orderId, eventId } = query;
        const page = await deps.listTickets(caller, { orderId, eventId, before: parseCursor(cursor), limit });
        return { status: 200, body: { items: page.tickets.map(toView), nextCursor: toCursor(page.next) } };
      },
    }),
    route({
      method: 'get',
      path: '/api/tickets/:id',
      summary: 'One ticket',
      auth: 'user',
      params,
      responses: { 200: ticketSchema },
      problems: ['not-found'],
      handler: async ({ params: { id }, caller }) => ({ status: 200, body: toView(await deps.readTicket(caller, id)) }),
    }),
    route({
      method: 'get',
      path: '/api/tickets/:id/qr.svg',
      summary: 'The code of a ticket as a picture for the door',
      auth: 'user',
      params,
      responses: { 200: z.string() },
      contentType: 'image/svg+xml',
      problems: ['not-found', 'conflict'],
      async handler({ params: { id }, caller }) {
        const ticket = await deps.readShowableTicket(caller, id);
        const headers = { 'cache-control': 'private, no-cache' };
        return { status: 200, body: await deps.renderQr(deps.sign(ticket.id)), headers };
      },
    }),
    route({
      method: 'post',
      path: '/api/tickets/:id/check-in',
      summary: 'Let the holder of a ticket in, once',
      auth: 'admin',
      params,
      body: checkInBodySchema,
      responses: { 200: ticketSchema },
      problems: ['not-found', 'already-checked-in', 'conflict'],
      handler: async ({ params: { id }, body }) => ({ status: 200, body: toView(await deps.checkIn(id, body.code)) }),
    }),
  ];
}
