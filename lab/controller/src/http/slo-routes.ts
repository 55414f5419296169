import { slosSchema } from '@ticketlab/contracts/http/lab';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Observer } from '../observer.ts';

/** The same figures as `./monitor.sh`, from the observer's latest look. */
export function sloRoutes(observer: Pick<Observer, 'latest'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/lab/slos',
      summary: 'The service level objectives and how much of each error budget is left',
      auth: 'admin',
      responses: { 200: slosSchema },
      handler: () => {
        const latest = observer.latest();
        return Promise.resolve({ status: 200, body: { asOf: latest?.at ?? null, items: latest?.slos ?? [] } });
      },
    }),
  ];
}
