import { jwksSchema } from '@ticketlab/contracts/http/users';
import { invariantsSchema, personalDataSchema } from '@ticketlab/contracts/internal/operations';
import { contactSchema, recipientPageSchema, recipientQuerySchema } from '@ticketlab/contracts/internal/users';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { User } from '../domain/user.ts';
import type { Session, UserLists } from '../usecases/ports.ts';
import { toSessionView, toUserView } from './views.ts';

export interface InternalDeps {
  keySet: z.input<typeof jwksSchema>;
  readUser: (userId: string) => Promise<User>;
  listSessions: (userId: string) => Promise<Session[]>;
  lists: Pick<UserLists, 'recipients'>;
  invariants: () => Promise<z.input<typeof invariantsSchema>>;
}

const idParams = z.object({ id: idSchema });

/** What other services and the lab ask; never proxied by the gateway. */
export function internalRoutes(deps: InternalDeps): Route[] {
  return [keysRoute(deps), contactRoute(deps), recipientsRoute(deps), dataRoute(deps), invariantsRoute(deps)];
}

function keysRoute({ keySet }: InternalDeps): Route {
  return route({
    method: 'get',
    path: '/.well-known/jwks.json',
    summary: 'The public keys of access tokens: the current one and the one before',
    auth: 'public',
    responses: { 200: jwksSchema },
    handler: () =>
      Promise.resolve({ status: 200 as const, body: keySet, headers: { 'cache-control': 'public, max-age=60' } }),
  });
}

function contactRoute({ readUser }: InternalDeps): Route {
  return route({
    method: 'get',
    path: '/internal/users/:id/contact',
    summary: 'Name and address to write to; unknown once the account is erased',
    auth: 'service',
    params: idParams,
    responses: { 200: contactSchema },
    problems: ['not-found'],
    async handler({ params }) {
      const { id, email, displayName, role } = await readUser(params.id);
      return { status: 200, body: { userId: id, email, displayName, role } };
    },
  });
}

function recipientsRoute({ lists }: InternalDeps): Route {
  return route({
    method: 'get',
    path: '/internal/users',
    summary: 'Ids of the accounts that a broadcast goes to',
    auth: 'service',
    query: recipientQuerySchema,
    responses: { 200: recipientPageSchema },
    async handler({ query: { role, after, limit } }) {
      const ids = await lists.recipients(role ?? null, after ?? null, limit + 1);
      const page = ids.slice(0, limit);
      return { status: 200, body: { ids: page, next: ids.length > limit ? (page.at(-1) ?? null) : null } };
    },
  });
}

function dataRoute({ readUser, listSessions }: InternalDeps): Route {
  return route({
    method: 'get',
    path: '/internal/users/:id/data',
    summary: 'What this service keeps about one person',
    auth: 'service',
    params: idParams,
    responses: { 200: personalDataSchema },
    problems: ['not-found', 'service-unavailable'],
    async handler({ params }) {
      const accounts = [toUserView(await readUser(params.id))];
      const sessions = (await listSessions(params.id)).map((session) => toSessionView(session, null));
      return { status: 200, body: { userId: params.id, records: { accounts, sessions } } };
    },
  });
}

function invariantsRoute({ invariants }: InternalDeps): Route {
  return route({
    method: 'get',
    path: '/internal/invariants',
    summary: 'What must hold in this service, and what breaks it',
    auth: 'service',
    responses: { 200: invariantsSchema },
    async handler() {
      return { status: 200, body: await invariants() };
    },
  });
}
