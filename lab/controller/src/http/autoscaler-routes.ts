import {
  autoscalerChangeSchema,
  autoscalerSettingsSchema,
  autoscalerStatusSchema,
  autoscalerTimelineQuerySchema,
  autoscalerTimelineSchema,
} from '@ticketlab/contracts/http/autoscaler';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Autoscaler } from '../autoscaler/autoscaler.ts';
import type { EventStream } from '@ticketlab/service-kit/http/event-stream';

interface AutoscalerRoutesDeps {
  autoscaler: Autoscaler;
  /** One of its own: every decision is sent to its listeners as `decision`. */
  stream: EventStream;
}

/** What the autoscaler decided and why, when it decides next, and its switches. */
export function autoscalerRoutes({ autoscaler, stream }: AutoscalerRoutesDeps): Route[] {
  autoscaler.subscribe((decision) => stream.send('decision', decision));
  return [
    route({
      method: 'get',
      path: '/api/lab/autoscaler',
      summary: 'Settings, and for each service the latest decision with its arithmetic and conditions',
      auth: 'admin',
      responses: { 200: autoscalerStatusSchema },
      handler: () => Promise.resolve({ status: 200, body: autoscaler.status() }),
    }),
    route({
      method: 'get',
      path: '/api/lab/autoscaler/timeline',
      summary: 'The last 500 decisions of each service, oldest first',
      auth: 'admin',
      query: autoscalerTimelineQuerySchema,
      responses: { 200: autoscalerTimelineSchema },
      handler: ({ query: { service, since } }) => {
        const after = since === undefined ? -Infinity : Date.parse(since);
        const items = autoscaler.timeline(service).filter(({ at }) => Date.parse(at) > after);
        return Promise.resolve({ status: 200, body: { items } });
      },
    }),
    route({
      method: 'put',
      path: '/api/lab/autoscaler',
      summary: 'Switch it on or off, as a whole or for single services, and set its pace',
      auth: 'admin',
      body: autoscalerChangeSchema,
      responses: { 200: autoscalerSettingsSchema },
      handler: ({ body }) => {
        autoscaler.set(body);
        return Promise.resolve({ status: 200, body: autoscaler.settings() });
      },
    }),
    route({
      method: 'get',
      path: '/api/lab/autoscaler/stream',
      summary: 'Server-sent events: `status` first, then each `decision` as it is made',
      auth: 'admin',
      contentType: 'text/event-stream',
      responses: { 200: null },
      handler: ({ res }) => {
        stream.open(res, [{ event: 'status', data: autoscaler.status() }]);
        return Promise.resolve({ status: 200 as const });
      },
    }),
  ];
}
