import {
  loginBodySchema,
  refreshBodySchema,
  registerBodySchema,
  sessionTokensSchema,
  userSchema,
} from '@ticketlab/contracts/http/users';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Request } from 'express';
import type { createRegister } from '../usecases/register.ts';
import type { createLogin, SignedIn } from '../usecases/login.ts';
import type { createRefresh } from '../usecases/refresh.ts';
import type { Portal } from '../usecases/ports.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { toUserView } from './views.ts';

export interface SignInDeps {
  register: ReturnType<typeof createRegister>;
  login: ReturnType<typeof createLogin>;
  refresh: ReturnType<typeof createRefresh>;
  logout: (refreshToken: string | undefined) => Promise<void>;
  /** Ends the session of an access token, if it is one. */
  logoutBearer: (authorization: string | undefined) => Promise<void>;
  cookie: RefreshCookie;
  addressOf: (req: Request) => string;
}

const portalBodySchema = refreshBodySchema.default({ portal: 'user' });

export function signInRoutes(deps: SignInDeps): Route[] {
  return [registerRoute(deps), loginRoute(deps), refreshRoute(deps), logoutRoute(deps)];
}

function registerRoute({ register }: SignInDeps): Route {
  return route({
    method: 'post',
    path: '/api/users/register',
    summary: 'Create an account; sign in with it afterwards',
    auth: 'public',
    body: registerBodySchema,
    responses: { 201: userSchema },
    problems: ['email-taken', 'overloaded'],
    async handler({ body, signal }) {
      return { status: 201, body: toUserView(await register(body, signal)) };
    },
  });
}

function loginRoute({ login, cookie, addressOf }: SignInDeps): Route {
  return route({
    method: 'post',
    path: '/api/users/login',
    summary: 'Sign in: an access token in the body, the refresh token in a cookie',
    auth: 'public',
    body: loginBodySchema,
    responses: { 200: sessionTokensSchema },
    problems: [
      'invalid-credentials',
      'account-locked',
      'forbidden',
      'login-throttled',
      'overloaded',
      'service-unavailable',
    ],
    async handler({ body, req, signal }) {
      const userAgent = req.headers['user-agent']?.slice(0, 300) ?? null;
      return toReply(cookie, body.portal, await login({ ...body, ip: addressOf(req), userAgent }, signal));
    },
  });
}

function refreshRoute({ refresh, cookie }: SignInDeps): Route {
  return route({
    method: 'post',
    path: '/api/users/refresh',
    summary: 'Exchange the refresh token for the next one and a new access token',
    auth: 'public',
    body: portalBodySchema,
    responses: { 200: sessionTokensSchema },
    problems: ['refresh-token-invalid', 'account-locked', 'service-unavailable'],
    async handler({ body: { portal }, req }) {
      const token = cookie.read(req.headers.cookie, portal);
      return toReply(cookie, portal, await refresh({ token, portal }));
    },
  });
}

function logoutRoute({ logout, logoutBearer, cookie }: SignInDeps): Route {
  return route({
    method: 'post',
    path: '/api/users/logout',
    summary: 'End the session of the refresh cookie, and that of the access token sent along',
    auth: 'public',
    body: portalBodySchema,
    responses: { 204: null },
    problems: ['service-unavailable'],
    async handler({ body: { portal }, req }) {
      await logout(cookie.read(req.headers.cookie, portal));
      await logoutBearer(req.headers.authorization);
      return { status: 204, headers: { 'set-cookie': cookie.clear(portal) } };
    },
  });
}

function toReply(cookie: RefreshCookie, portal: Portal, { user, accessToken, expiresIn, refreshToken }: SignedIn) {
  return {
    status: 200 as const,
    body: { accessToken, expiresIn, user: toUserView(user) },
    headers: { 'set-cookie': cookie.set(portal, refreshToken), 'cache-control': 'no-store' },
  };
}
