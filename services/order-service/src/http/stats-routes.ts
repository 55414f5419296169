import { orderStatsQuerySchema, orderStatsSchema } from '@ticketlab/contracts/http/order-stats';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { ReadStats } from '../usecases/read-stats.ts';

export function statsRoutes(readStats: ReadStats): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/orders/stats',
      summary: 'What became of orders lately, and what was captured and refunded; up to two seconds old',
      auth: 'admin',
      query: orderStatsQuerySchema,
      responses: { 200: orderStatsSchema },
      handler: async ({ query: { minutes } }) => ({ status: 200, body: await readStats(minutes) }),
    }),
  ];
}
