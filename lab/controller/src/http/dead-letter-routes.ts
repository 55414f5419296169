import {
  deadLetterParamsSchema,
  deadLetterSchema,
  deadLettersQuerySchema,
  deadLettersSchema,
} from '@ticketlab/contracts/http/lab';
import { topics } from '@ticketlab/contracts/topics';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { DeadLetterDesk } from '@ticketlab/service-kit/messaging/dead-letter-desk';
import type { DeadLetters } from '@ticketlab/service-kit/messaging/dead-letters';

/** What consumers gave up: list, inspect, replay, discard. */
export function deadLetterRoutes(deadLetters: Pick<DeadLetters, 'list' | 'get'>, desk: DeadLetterDesk): Route[] {
  const missing = (topic: string, id: string) =>
    new ProblemError('not-found', `There is no dead letter ${id} of ${topic} (any more).`);
  return [
    route({
      method: 'get',
      path: '/api/lab/dead-letters',
      summary: 'Dead letters, the oldest first; of one topic or of all',
      auth: 'admin',
      query: deadLettersQuerySchema,
      responses: { 200: deadLettersSchema },
      problems: ['service-unavailable'],
      handler: async ({ query: { topic, limit } }) => {
        const wanted = topic === undefined ? topics : [topic];
        const found = await Promise.all(wanted.map((each) => deadLetters.list(each, limit)));
        return { status: 200, body: { items: found.flat().slice(0, limit) } };
      },
    }),
    route({
      method: 'get',
      path: '/api/lab/dead-letters/:topic/:id',
      summary: 'One dead letter',
      auth: 'admin',
      params: deadLetterParamsSchema,
      responses: { 200: deadLetterSchema },
      problems: ['not-found', 'service-unavailable'],
      handler: async ({ params: { topic, id } }) => {
        const letter = await deadLetters.get(topic, id);
        if (letter === undefined) throw missing(topic, id);
        return { status: 200 as const, body: letter };
      },
    }),
    route({
      method: 'post',
      path: '/api/lab/dead-letters/:topic/:id/replay',
      summary: 'Publish it again, for the consumer group that gave it up',
      auth: 'admin',
      params: deadLetterParamsSchema,
      responses: { 204: null },
      problems: ['not-found', 'conflict', 'service-unavailable'],
      handler: async ({ params: { topic, id }, caller }) => {
        if (!(await desk.replay(topic, id, `admin:${caller.userId}`))) throw missing(topic, id);
        return { status: 204 };
      },
    }),
    route({
      method: 'delete',
      path: '/api/lab/dead-letters/:topic/:id',
      summary: 'Give it up for good: the event never has its effect',
      auth: 'admin',
      params: deadLetterParamsSchema,
      responses: { 204: null },
      problems: ['not-found', 'conflict', 'service-unavailable'],
      handler: async ({ params: { topic, id }, caller }) => {
        if (!(await desk.discard(topic, id, `admin:${caller.userId}`))) throw missing(topic, id);
        return { status: 204 };
      },
    }),
  ];
}
