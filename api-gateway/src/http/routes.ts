import {
  autoscaleChallengeQuerySchema,
  autoscaleResultSchema,
  breakerChallengeResultSchema,
  challengeAnswerSchema,
} from '@ticketlab/contracts/http/challenge';
import { servicesHealthSchema } from '@ticketlab/contracts/http/health';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Kit } from '@ticketlab/service-kit/kit';
import type { z } from 'zod';
import type { createAutoscaleChallenge } from './autoscale-challenge.ts';
import { runBreakerChallenge } from './breaker-challenge.ts';
import type { BreakerStream } from './breaker-stream.ts';

export interface GatewayRoutePorts {
  servicesHealth(): Promise<z.input<typeof servicesHealthSchema>>;
  breakerStream: BreakerStream;
  autoscale: ReturnType<typeof createAutoscaleChallenge>;
}

/** What the gateway answers itself. */
export function gatewayRoutes(kit: Kit, ports: GatewayRoutePorts): Route[] {
  const servicesHealth = (path: string): Route =>
    route({
      method: 'get',
      path,
      summary: 'Health of all services, per instance, with the state of each breaker',
      auth: 'public',
      responses: { 200: servicesHealthSchema },
      handler: async () => ({ status: 200, body: await ports.servicesHealth() }),
    });
  const routes = [
    servicesHealth('/services/health'),
    servicesHealth('/api/services/health'),
    route({
      method: 'get',
      path: '/api/services/events',
      summary: 'States of the circuit breakers as server-sent events',
      auth: 'public',
      responses: { 200: null },
      problems: ['overloaded'],
      contentType: 'text/event-stream',
      handler: ({ res }) => {
        ports.breakerStream.handle(res);
        return Promise.resolve({ status: 200 as const });
      },
    }),
  ];
  return kit.config.LAB_MODE === 'on' ? [...routes, ...labRoutes(kit, ports)] : routes;
}

function labRoutes(kit: Kit, ports: GatewayRoutePorts): Route[] {
  async function answer<T>(challenge: string, work: () => Promise<T>, say: (result: T) => string) {
    const startedAt = performance.now();
    const result = await work();
    return {
      challenge,
      service: kit.name,
      instance: kit.instance,
      result,
      duration_ms: Math.round(performance.now() - startedAt),
      message: say(result),
      timestamp: kit.clock().toISOString(),
    };
  }
  return [
    route({
      method: 'get',
      path: '/api/challenge/autoscale',
      summary: 'Runs a bounded CPU load and says what the HPA of the service will make of it',
      auth: 'public',
      query: autoscaleChallengeQuerySchema,
      responses: { 200: challengeAnswerSchema(autoscaleResultSchema) },
      handler: async ({ query, signal }) => ({
        status: 200,
        body: await answer(
          'autoscale',
          () => ports.autoscale(query, signal),
          ({ predictedReplicas, replicasNow }) =>
            `${query.millicores} millicores, held long enough, take ${query.service} from ${replicasNow} to ${predictedReplicas} replicas.`,
        ),
      }),
    }),
    route({
      method: 'get',
      path: '/api/challenge/circuit-breaker',
      summary: 'Shows a breaker opening, refusing and recovering against an upstream that fails on purpose',
      auth: 'public',
      responses: { 200: challengeAnswerSchema(breakerChallengeResultSchema) },
      handler: async ({ signal }) => ({
        status: 200,
        body: await answer(
          'circuit-breaker',
          () => runBreakerChallenge(signal),
          ({ settings }) =>
            `Opened after ${settings.failuresToOpen} failures, refused calls for ${settings.resetMs} ms, then one probe closed it.`,
        ),
      }),
    }),
  ];
}
