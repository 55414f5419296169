import { counterpartChangeSchema, counterpartSchema } from '@ticketlab/contracts/http/demo';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Counterpart } from '../counterpart/counterpart.ts';

/** Somebody to chat with, for who is alone. */
export function counterpartRoutes(counterpart: Counterpart): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/lab/counterpart',
      summary: 'Whether a scripted customer writes, and whether scripted support answers',
      auth: 'user',
      responses: { 200: counterpartSchema },
      handler: () => Promise.resolve({ status: 200, body: counterpart.view() }),
    }),
    route({
      method: 'put',
      path: '/api/lab/counterpart',
      summary: 'Have somebody scripted play a side of the chat, for at most half an hour',
      auth: 'user',
      body: counterpartChangeSchema,
      responses: { 200: counterpartSchema },
      problems: ['forbidden'],
      handler: ({ body: { side, on }, caller }) => {
        // customers may want somebody to answer them, but have no business with who writes to support
        if (side === 'customer' && caller.role !== 'ADMIN') throw new ProblemError('forbidden');
        counterpart.set(side, on);
        return Promise.resolve({ status: 200, body: counterpart.view() });
      },
    }),
  ];
}
