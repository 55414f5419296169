import type {} from '@testing-library/jest-dom/jest-globals';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { configure, render } from '@testing-library/react';
import type { User } from '@ticketlab/contracts/http/users';
import { type ProblemCode, problems } from '@ticketlab/contracts/problem';
import type { ReactNode } from 'react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { createApi } from '../../src/api/client.ts';
import { createQueryClient } from '../../src/api/query-client.ts';
import { IdentityProvider } from '../../src/auth/session-context.tsx';
import type { Session } from '../../src/auth/session.ts';

// a machine that builds and tests at once is slow
configure({ asyncUtilTimeout: 10_000 });

/** The router gives its requests the signals of jsdom, which those of Node refuse; nobody here listens to them. */
globalThis.Request = class extends Request {
  constructor(input: RequestInfo | URL, init: RequestInit = {}) {
    super(input, { ...init, signal: null });
  }
};

/** What is answered, by `METHOD /path` without the query; anything else is answered with 404. */
export type Answers = Record<string, (body: unknown, url: URL, headers: Headers) => Response | Promise<Response>>;

export const someone: User = {
  id: '01900000-0000-7000-8000-000000000001',
  email: 'anna@example.org',
  displayName: 'Anna Able',
  role: 'USER',
  locked: false,
  createdAt: '2026-01-02T10:00:00.000Z',
  updatedAt: '2026-01-02T10:00:00.000Z',
};

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

export function refusal(code: ProblemCode, detail?: string): Response {
  const { status, title } = problems[code];
  return new Response(JSON.stringify({ type: `/problems/${code}`, status, title, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json', 'x-request-id': 'req-1' },
  });
}

/** Shows something as a page of a portal does, to `someone` signed in, and keeps what was asked of the server. */
export function renderInPortal(children: ReactNode, answers: Answers, path = '/') {
  const asked: string[] = [];
  const api = createApi(signedIn, async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, 'http://portal.test');
    const key = `${init?.method ?? 'GET'} ${url.pathname}`;
    asked.push(key);
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    return (await answers[key]?.(body, url, new Headers(init?.headers))) ?? refusal('not-found');
  });
  const router = createMemoryRouter([{ path: '*', element: children }], { initialEntries: [path] });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={createQueryClient()}>
        <IdentityProvider session={signedIn} api={api}>
          <RouterProvider router={router} />
        </IdentityProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { asked, router };
}

const state = { status: 'signed-in', user: someone } as const;

const signedIn: Session = {
  state: () => state,
  subscribe: () => () => undefined,
  restore: () => Promise.resolve(),
  token: () => Promise.resolve('token'),
  renew: () => Promise.resolve('token'),
  signIn: () => Promise.resolve(someone),
  signOut: () => Promise.resolve(),
  setUser: () => undefined,
};
