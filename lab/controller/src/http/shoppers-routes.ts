import { shoppersChangeSchema, shoppersSchema } from '@ticketlab/contracts/http/lab';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Shoppers } from '../shoppers.ts';

/** Whether somebody shops all the time. */
export function shoppersRoutes(shoppers: Shoppers): Route[] {
  const body = () => ({ on: shoppers.isOn(), ...shoppers.counts() });
  return [
    route({
      method: 'get',
      path: '/api/lab/shoppers',
      summary: 'Whether two journeys a second go on, and how they fare',
      auth: 'admin',
      responses: { 200: shoppersSchema },
      handler: () => Promise.resolve({ status: 200, body: body() }),
    }),
    route({
      method: 'put',
      path: '/api/lab/shoppers',
      summary: 'Start or stop two journeys a second; they stop by themselves after two hours',
      auth: 'admin',
      body: shoppersChangeSchema,
      responses: { 200: shoppersSchema },
      handler: ({ body: { on } }) => {
        shoppers.set(on);
        return Promise.resolve({ status: 200, body: body() });
      },
    }),
  ];
}
