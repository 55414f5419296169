import {
  scanBodySchema,
  scanResultSchema,
  sellThroughPageSchema,
  type Ticket as TicketView,
} from '@ticketlab/contracts/http/tickets';
import { pageQuerySchema } from '@ticketlab/contracts/primitives';
import { parseCursor, toCursor } from '@ticketlab/service-kit/http/id-cursor';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { SellThrough } from '../domain/inventory.ts';
import type { Ticket } from '../domain/ticket.ts';
import type { ScanTicket } from '../usecases/scan-ticket.ts';

export interface DoorRouteDeps {
  scan: ScanTicket;
  /** Newest first, below `before`. */
  sellThrough: (before: string | null, limit: number) => Promise<SellThrough[]>;
  toView: (ticket: Ticket) => TicketView;
}

/** For admins: who may come in, and how sales go. */
export function doorRoutes({ scan, sellThrough, toView }: DoorRouteDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/tickets/check-in',
      summary: 'Let in whoever shows a code, or say why not; only what cannot be decided is a problem',
      auth: 'admin',
      body: scanBodySchema,
      responses: { 200: scanResultSchema },
      handler: async ({ body: { code, eventId } }) => {
        const { outcome, detail, ticket } = await scan(code, eventId);
        const view = ticket === undefined ? null : toView(ticket);
        return { status: 200, body: { outcome, detail, ticket: view, usedAt: view?.checkedInAt ?? null } };
      },
    }),
    route({
      method: 'get',
      path: '/api/tickets/sell-through',
      summary: 'How many places of each published event are sold, reserved and left; newest events first',
      auth: 'admin',
      query: pageQuerySchema,
      responses: { 200: sellThroughPageSchema },
      handler: async ({ query: { limit, cursor } }) => {
        const found = await sellThrough(parseCursor(cursor), limit + 1);
        const page = found.slice(0, limit);
        const next = found.length > limit ? (page.at(-1)?.eventId ?? null) : null;
        const items = page.map((event) => ({ ...event, startsAt: event.startsAt?.toISOString() ?? null }));
        return { status: 200, body: { items, nextCursor: toCursor(next) } };
      },
    }),
  ];
}
