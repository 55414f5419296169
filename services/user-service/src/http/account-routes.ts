import {
  changePasswordBodySchema,
  eraseMeBodySchema,
  updateMeBodySchema,
  userExportSchema,
  userSchema,
} from '@ticketlab/contracts/http/users';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Request } from 'express';
import type { User } from '../domain/user.ts';
import type { createChangePassword } from '../usecases/change-password.ts';
import type { createEraseAccount } from '../usecases/erase-account.ts';
import type { createExportData } from '../usecases/export-data.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { toExportView, toUserView } from './views.ts';

export interface AccountDeps {
  readUser: (userId: string) => Promise<User>;
  updateProfile: (userId: string, displayName: string) => Promise<User>;
  changePassword: ReturnType<typeof createChangePassword>;
  eraseAccount: ReturnType<typeof createEraseAccount>;
  exportData: ReturnType<typeof createExportData>;
  cookie: RefreshCookie;
  addressOf: (req: Request) => string;
}

/** What people do with their own account. */
export function accountRoutes(deps: AccountDeps): Route[] {
  return [readRoute(deps), updateRoute(deps), passwordRoute(deps), eraseRoute(deps), exportRoute(deps)];
}

function readRoute({ readUser }: AccountDeps): Route {
  return route({
    method: 'get',
    path: '/api/users/me',
    summary: 'Your account',
    auth: 'user',
    responses: { 200: userSchema },
    problems: ['not-found'],
    async handler({ caller }) {
      return { status: 200, body: toUserView(await readUser(caller.userId)) };
    },
  });
}

function updateRoute({ updateProfile }: AccountDeps): Route {
  return route({
    method: 'patch',
    path: '/api/users/me',
    summary: 'Change your name',
    auth: 'user',
    body: updateMeBodySchema,
    responses: { 200: userSchema },
    problems: ['not-found'],
    async handler({ caller, body }) {
      return { status: 200, body: toUserView(await updateProfile(caller.userId, body.displayName)) };
    },
  });
}

function passwordRoute({ changePassword, addressOf }: AccountDeps): Route {
  return route({
    method: 'put',
    path: '/api/users/me/password',
    summary: 'Set a new password; all your other sessions end',
    auth: 'user',
    body: changePasswordBodySchema,
    responses: { 204: null },
    problems: ['invalid-credentials', 'login-throttled', 'conflict', 'overloaded', 'service-unavailable'],
    async handler({ caller: { userId, sessionId }, body, req, signal }) {
      await changePassword({ userId, sessionId, ...body, ip: addressOf(req) }, signal);
      return { status: 204 };
    },
  });
}

function eraseRoute({ eraseAccount, cookie, addressOf }: AccountDeps): Route {
  return route({
    method: 'delete',
    path: '/api/users/me',
    summary: 'Erase your account and everything personal, here and in every other service',
    auth: 'user',
    body: eraseMeBodySchema,
    responses: { 204: null },
    problems: ['invalid-credentials', 'login-throttled', 'conflict', 'overloaded', 'service-unavailable'],
    async handler({ caller, body, req, signal }) {
      await eraseAccount({ userId: caller.userId, password: body.password, ip: addressOf(req) }, signal);
      return { status: 204, headers: { 'set-cookie': [cookie.clear('user'), cookie.clear('admin')] } };
    },
  });
}

function exportRoute({ exportData }: AccountDeps): Route {
  return route({
    method: 'get',
    path: '/api/users/me/export',
    summary: 'Everything that is kept about you; `incomplete` names the services that did not answer',
    auth: 'user',
    responses: { 200: userExportSchema },
    problems: ['not-found'],
    async handler({ caller, signal }) {
      const data = await exportData(caller.userId, signal);
      return {
        status: 200,
        body: toExportView(data, caller.sessionId),
        headers: {
          'cache-control': 'no-store',
          'content-disposition': 'attachment; filename="ticketlab-personal-data.json"',
        },
      };
    },
  });
}
