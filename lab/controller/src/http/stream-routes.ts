import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Observer } from '../observer.ts';
import type { EventStream } from '@ticketlab/service-kit/http/event-stream';

/** GET /api/lab/stream: `point` events as GET /api/lab/history has them, one at each look. */
export function streamRoutes({ observer, stream }: { observer: Observer; stream: EventStream }): Route[] {
  observer.onPoint((point) => stream.send('point', point));
  return [
    route({
      method: 'get',
      path: '/api/lab/stream',
      summary: 'Server-sent events: what history shows, as it happens',
      auth: 'admin',
      contentType: 'text/event-stream',
      responses: { 200: null },
      handler: ({ res }) => {
        const last = observer.history(1).at(-1);
        stream.open(res, last === undefined ? [] : [{ event: 'point', data: last }]);
        return Promise.resolve({ status: 200 as const });
      },
    }),
  ];
}
