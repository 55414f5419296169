import { alwaysSpared, faultCatalogue } from '@ticketlab/contracts/http/fault-catalogue';
import {
  clearedFaultsSchema,
  type Fault,
  faultKindsSchema,
  faultListSchema,
  faultSchema,
  internalFaultListSchema,
  longestFaultSeconds,
  mostFaultsPerService,
  type ShownFault,
  startFaultBodySchema,
  startInternalFaultBodySchema,
  storedFaultSchema,
} from '@ticketlab/contracts/http/faults';
import { idSchema } from '@ticketlab/contracts/primitives';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Kit } from '@ticketlab/service-kit/kit';
import { z } from 'zod';
import type { FaultControl } from '../faults/fault-control.ts';

const idParamsSchema = z.object({ id: idSchema });

/**
 * Starts and ends faults. What an exercise has concealed shows under /api/lab only as the fact that one runs; the routes
 * under /internal tell everything, to whoever has the lab's service secret.
 */
export function faultRoutes(faults: FaultControl, clock: Kit['clock']): Route[] {
  const toShown = (fault: Fault): ShownFault => {
    const remainingMs = Date.parse(fault.expiresAt) - clock().getTime();
    return faultSchema.parse({ ...fault, remainingSeconds: Math.max(0, remainingMs / 1_000) });
  };

  async function clear() {
    const cleared = await faults.clear();
    const exerciseEnded = cleared.some(({ concealed }) => concealed);
    return { status: 200 as const, body: { cleared: cleared.length, exerciseEnded } };
  }

  const missing = (id: string) => new ProblemError('not-found', `There is no fault ${id} (any more).`);

  return [
    route({
      method: 'get',
      path: '/api/lab/faults',
      summary: 'The faults in force; of an exercise only that it runs',
      auth: 'admin',
      responses: { 200: faultListSchema },
      problems: ['service-unavailable'],
      handler: async () => {
        const all = await faults.list();
        const items = all.filter(({ concealed }) => !concealed).map(toShown);
        return { status: 200, body: { items, exerciseRunning: items.length < all.length } };
      },
    }),
    route({
      method: 'get',
      path: '/api/lab/faults/kinds',
      summary: 'What can be started, within which limits, and what stays untouched',
      auth: 'admin',
      responses: { 200: faultKindsSchema },
      handler: () =>
        Promise.resolve({
          status: 200,
          body: {
            caps: { ttlSeconds: longestFaultSeconds, faultsPerService: mostFaultsPerService },
            alwaysSpared: [...alwaysSpared],
            kinds: [...faultCatalogue],
          },
        }),
    }),
    route({
      method: 'post',
      path: '/api/lab/faults',
      summary: 'Start a fault; it ends by itself after ttlSeconds',
      auth: 'admin',
      body: startFaultBodySchema,
      responses: { 201: faultSchema },
      problems: ['service-unavailable'],
      handler: async ({ body, caller }) => ({
        status: 201,
        body: toShown(await faults.start(body, caller.userId, false)),
      }),
    }),
    route({
      method: 'delete',
      path: '/api/lab/faults/:id',
      summary: 'End a fault now',
      auth: 'admin',
      params: idParamsSchema,
      responses: { 204: null },
      problems: ['not-found', 'service-unavailable'],
      handler: async ({ params: { id } }) => {
        const found = (await faults.list()).find((fault) => fault.id === id);
        if (found === undefined || found.concealed || !(await faults.remove(id))) throw missing(id);
        return { status: 204 };
      },
    }),
    route({
      method: 'delete',
      path: '/api/lab/faults',
      summary: 'End all faults now, those of an exercise included: it counts as given up',
      auth: 'admin',
      responses: { 200: clearedFaultsSchema },
      problems: ['service-unavailable'],
      handler: clear,
    }),
    route({
      method: 'get',
      path: '/internal/faults',
      summary: 'The faults in force, concealed ones included',
      auth: 'service',
      responses: { 200: internalFaultListSchema },
      problems: ['service-unavailable'],
      handler: async () => ({ status: 200, body: { items: await faults.list() } }),
    }),
    route({
      method: 'post',
      path: '/internal/faults',
      summary: 'Start a fault, concealed if so wished',
      auth: 'service',
      body: startInternalFaultBodySchema,
      responses: { 201: storedFaultSchema },
      problems: ['service-unavailable'],
      handler: async ({ body: { concealed, ...wish }, caller }) => ({
        status: 201,
        body: await faults.start(wish, caller.service, concealed),
      }),
    }),
    route({
      method: 'delete',
      path: '/internal/faults/:id',
      summary: 'End a fault now, concealed or not',
      auth: 'service',
      params: idParamsSchema,
      responses: { 204: null },
      problems: ['not-found', 'service-unavailable'],
      handler: async ({ params: { id } }) => {
        if (!(await faults.remove(id))) throw missing(id);
        return { status: 204 };
      },
    }),
    route({
      method: 'delete',
      path: '/internal/faults',
      summary: 'End all faults now',
      auth: 'service',
      responses: { 200: clearedFaultsSchema },
      problems: ['service-unavailable'],
      handler: clear,
    }),
  ];
}
