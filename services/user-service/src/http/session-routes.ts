import { sessionListSchema } from '@ticketlab/contracts/http/users';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { SessionStore } from '../usecases/ports.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { toSessionView } from './views.ts';

export interface SessionDeps {
  sessions: Pick<SessionStore, 'list' | 'endAll'>;
  endSession: (userId: string, sessionId: string) => Promise<void>;
  cookie: RefreshCookie;
}

/** Where somebody is signed in, and how to end that. */
export function sessionRoutes({ sessions, endSession, cookie }: SessionDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/users/me/sessions',
      summary: 'Where you are signed in, last used first',
      auth: 'user',
      responses: { 200: sessionListSchema },
      problems: ['service-unavailable'],
      async handler({ caller }) {
        const items = (await sessions.list(caller.userId)).map((session) => toSessionView(session, caller.sessionId));
        return { status: 200, body: { items, nextCursor: null } };
      },
    }),
    route({
      method: 'delete',
      path: '/api/users/me/sessions/:id',
      summary: 'Sign out in one place',
      auth: 'user',
      params: z.object({ id: idSchema }),
      responses: { 204: null },
      problems: ['not-found', 'service-unavailable'],
      async handler({ caller, params }) {
        await endSession(caller.userId, params.id);
        return { status: 204 };
      },
    }),
    route({
      method: 'delete',
      path: '/api/users/me/sessions',
      summary: 'Sign out everywhere, here too',
      auth: 'user',
      responses: { 204: null },
      problems: ['service-unavailable'],
      async handler({ caller }) {
        await sessions.endAll(caller.userId, null);
        return { status: 204, headers: { 'set-cookie': [cookie.clear('user'), cookie.clear('admin')] } };
      },
    }),
  ];
}
