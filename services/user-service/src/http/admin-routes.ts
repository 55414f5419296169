import {
  adminUpdateUserBodySchema,
  userListQuerySchema,
  userPageSchema,
  userSchema,
} from '@ticketlab/contracts/http/users';
import { idSchema } from '@ticketlab/contracts/primitives';
import { parseCursor, toCursor } from '@ticketlab/service-kit/http/id-cursor';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { User } from '../domain/user.ts';
import type { createAdministerUser } from '../usecases/administer-user.ts';
import type { UserLists } from '../usecases/ports.ts';
import { toUserView } from './views.ts';

export interface AdminDeps {
  lists: Pick<UserLists, 'page'>;
  readUser: (userId: string) => Promise<User>;
  administerUser: ReturnType<typeof createAdministerUser>;
}

const idParams = z.object({ id: idSchema });

export function adminRoutes({ lists, readUser, administerUser }: AdminDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/users',
      summary: 'All accounts, newest first',
      auth: 'admin',
      query: userListQuerySchema,
      responses: { 200: userPageSchema },
      async handler({ query: { limit, cursor, ...filter } }) {
        // one more than asked for tells whether there is a next page
        const users = await lists.page(filter, parseCursor(cursor), limit + 1);
        const items = users.slice(0, limit);
        const last = users.length > limit ? items.at(-1) : undefined;
        return {
          status: 200,
          body: { items: items.map(toUserView), nextCursor: toCursor(last?.id ?? null) },
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/users/:id',
      summary: 'One account',
      auth: 'admin',
      params: idParams,
      responses: { 200: userSchema },
      problems: ['not-found'],
      async handler({ params }) {
        return { status: 200, body: toUserView(await readUser(params.id)) };
      },
    }),
    route({
      method: 'patch',
      path: '/api/users/:id',
      summary: 'Change the role or the lock of an account; who loses rights is signed out everywhere at once',
      auth: 'admin',
      params: idParams,
      body: adminUpdateUserBodySchema,
      responses: { 200: userSchema },
      problems: ['not-found', 'conflict'],
      async handler({ params, body, caller }) {
        return { status: 200, body: toUserView(await administerUser(params.id, body, caller.userId)) };
      },
    }),
  ];
}
