import {
  historyQuerySchema,
  historySchema,
  labEventsSchema,
  labInstancesSchema,
  labServiceParamsSchema,
  scaleRequestSchema,
  topologySchema,
} from '@ticketlab/contracts/http/lab';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { ServiceState } from '../../../supervisor/state.ts';
import type { Observer } from '../observer.ts';
import { readPrometheusHistory } from '../prometheus-history.ts';
import type { Runtime } from '../runtime.ts';
import { toTopology } from '../topology.ts';

interface SystemDeps {
  runtime: Runtime;
  observer: Observer;
  /** Of more than the observer remembers; undefined without Prometheus. */
  prometheusUrl: string | undefined;
  clock: () => Date;
}

const mostPoints = 360;

/** What runs, how it does, and the two things one can do to it: scale and restart. */
export function systemRoutes({ runtime, observer, prometheusUrl, clock }: SystemDeps): Route[] {
  async function readHistory(minutes: number) {
    if (prometheusUrl === undefined) {
      return { source: 'memory' as const, stepSeconds: observer.stepSeconds, points: observer.history(minutes) };
    }
    const to = clock().getTime();
    const stepSeconds = Math.max(5, Math.ceil((minutes * 60) / mostPoints));
    const range = { from: to - minutes * 60_000, to, stepSeconds };
    return { source: 'prometheus' as const, stepSeconds, points: await readPrometheusHistory(prometheusUrl, range) };
  }

  return [
    route({
      method: 'get',
      path: '/api/lab/topology',
      summary: 'The map: gateway, services, stores and topics, and who talks to whom',
      auth: 'admin',
      responses: { 200: topologySchema },
      handler: () => Promise.resolve({ status: 200, body: toTopology(runtime, observer.latest()) }),
    }),
    route({
      method: 'get',
      path: '/api/lab/instances',
      summary: 'Every instance with its phase, usage and restarts',
      auth: 'admin',
      responses: { 200: labInstancesSchema },
      problems: ['service-unavailable', 'runtime-unsupported'],
      handler: async () => ({ status: 200, body: { services: (await runtime.state()).services.map(toInstances) } }),
    }),
    route({
      method: 'get',
      path: '/api/lab/events',
      summary: 'What the supervisor did, newest last: started, crashed, killed, scaled',
      auth: 'admin',
      responses: { 200: labEventsSchema },
      problems: ['service-unavailable', 'runtime-unsupported'],
      handler: async () => ({ status: 200, body: { items: (await runtime.state()).events } }),
    }),
    route({
      method: 'get',
      path: '/api/lab/history',
      summary: 'Rates, latencies, usage and instances over time, oldest first',
      auth: 'admin',
      query: historyQuerySchema,
      responses: { 200: historySchema },
      problems: ['service-unavailable'],
      handler: async ({ query: { minutes, service } }) => {
        const { points, ...rest } = await readHistory(minutes);
        const chosen = points.map((point) => ({
          ...point,
          services: point.services.filter((row) => service === undefined || row.service === service),
        }));
        return { status: 200, body: { ...rest, points: chosen } };
      },
    }),
    route({
      method: 'put',
      path: '/api/lab/services/:service/scale',
      summary: 'Wish for a number of instances; an active autoscaler may overrule it, as in Kubernetes',
      auth: 'admin',
      params: labServiceParamsSchema,
      body: scaleRequestSchema,
      responses: { 202: null },
      problems: ['conflict', 'service-unavailable', 'runtime-unsupported'],
      handler: async ({ params: { service }, body: { instances } }) => {
        if (service === 'lab-controller') throw new ProblemError('conflict', 'lab-controller runs once.');
        await runtime.scale(service, instances);
        return { status: 202 };
      },
    }),
    route({
      method: 'post',
      path: '/api/lab/services/:service/restart',
      summary: 'Replace the instances one by one; answers when all are replaced',
      auth: 'admin',
      params: labServiceParamsSchema,
      responses: { 204: null },
      problems: ['conflict', 'service-unavailable', 'runtime-unsupported'],
      handler: async ({ params: { service } }) => {
        if (service === 'lab-controller') {
          throw new ProblemError('conflict', 'lab-controller cannot replace itself; use ./deploy.sh restart.');
        }
        await runtime.restart(service);
        return { status: 204 };
      },
    }),
  ];
}

function toInstances({ name, desired, memoryLimitBytes, instances }: ServiceState) {
  return {
    service: name,
    desired,
    memoryLimitBytes,
    instances: instances.map(({ id, phase, port, startedAt, readyAt, restarts, reason, usage }) => ({
      id,
      phase,
      port,
      startedAt,
      readyAt,
      restarts,
      reason,
      cpuMillicores: usage?.cpuMillicores ?? null,
      memoryBytes: usage?.memoryBytes ?? null,
    })),
  };
}
