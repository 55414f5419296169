import type { User } from '@ticketlab/contracts/http/users';
import { type ApiError, readProblem, toApiError, unreachable } from '../api/api-error.ts';
import type { TokenSource } from '../api/client.ts';

export type Portal = 'user' | 'admin';

export type SessionState =
  /** Before the first answer to whether the browser holds a session; `problem`: why none has come, it is asked again. */
  | { status: 'unknown'; problem?: ApiError }
  /** `ended`: there was a session until just now, and nobody here ended it. */
  | { status: 'anonymous'; ended: boolean }
  | { status: 'signed-in'; user: User };

interface SessionTokens {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  user: User;
}

/** Who is signed in at this portal. The access token lives in memory only; the refresh cookie is out of reach of scripts. */
export interface Session extends TokenSource {
  readonly state: () => SessionState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Asks whether the browser still holds a session. Never throws: an outage leaves it unknown and is asked again. */
  restore(): Promise<void>;
  /** @throws {ApiError} */
  signIn(credentials: { email: string; password: string }): Promise<User>;
  /** Ends the session here, in other tabs, and on the server, if that can be reached. */
  signOut(): Promise<void>;
  /** After the profile was changed. */
  setUser(user: User): void;
}

/** Renewed this long before it ends, so that no request meets its end. */
const marginMs = 30_000;
const restoreAgainMs = 3_000;

interface Held {
  token: string;
  freshUntil: number;
}

export function createSession(portal: Portal, fetcher: typeof fetch = (...args) => fetch(...args)): Session {
  const listeners = new Set<() => void>();
  const otherTabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(`ticketlab-${portal}`);
  let state: SessionState = { status: 'unknown' };
  let held: Held | undefined;
  let renewing: Promise<string | undefined> | undefined;

  // only a hint that asking for a session is worth while: a browser that never signed in is spared a refused request
  const hint = `ticketlab-${portal}-session`;
  const set = (next: SessionState): void => {
    state = next;
    if (next.status === 'signed-in') localStorage.setItem(hint, 'yes');
    if (next.status === 'anonymous') localStorage.removeItem(hint);
    for (const listener of listeners) listener();
  };
  const end = (ended: boolean): void => {
    held = undefined;
    set({ status: 'anonymous', ended });
  };
  const accept = (tokens: SessionTokens): string => {
    held = { token: tokens.accessToken, freshUntil: Date.now() + tokens.expiresIn * 1000 - marginMs };
    set({ status: 'signed-in', user: tokens.user });
    return tokens.accessToken;
  };
  const post = async (path: string, body: object): Promise<Response> => {
    try {
      return await fetcher(`/api/users/${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(path === 'logout' && held !== undefined && { authorization: `Bearer ${held.token}` }),
        },
        credentials: 'same-origin',
        body: JSON.stringify({ ...body, portal }),
      });
    } catch {
      throw unreachable();
    }
  };

  /** One at a time: who asks meanwhile gets the same answer. */
  const refresh = (): Promise<string | undefined> => {
    renewing ??= (async () => {
      const response = await post('refresh', {});
      if (response.ok) return accept((await response.json()) as SessionTokens);
      const problem = await readProblem(response);
      // an outage says nothing about the session
      if (problem.isTemporary) throw problem;
      end(state.status === 'signed-in');
      return undefined;
    })().finally(() => (renewing = undefined));
    return renewing;
  };

  const restore = async (): Promise<void> => {
    if (localStorage.getItem(hint) === null) {
      end(false);
      return;
    }
    try {
      await refresh();
    } catch (error) {
      if (state.status === 'unknown') set({ status: 'unknown', problem: toApiError(error) });
      setTimeout(() => void restore(), restoreAgainMs);
    }
  };

  otherTabs?.addEventListener('message', ({ data }) => {
    if (data === 'signed-out' && state.status === 'signed-in') end(false);
    if (data === 'signed-in' && state.status === 'anonymous') void refresh().catch(() => undefined);
  });

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    restore,
    async token() {
      if (held === undefined) return undefined;
      return held.freshUntil > Date.now() ? held.token : await refresh();
    },
    async renew(refused) {
      return held !== undefined && held.token !== refused ? held.token : await refresh();
    },
    async signIn(credentials) {
      const response = await post('login', credentials);
      if (!response.ok) throw (await readProblem(response)) satisfies ApiError;
      const tokens = (await response.json()) as SessionTokens;
      accept(tokens);
      otherTabs?.postMessage('signed-in');
      return tokens.user;
    },
    async signOut() {
      const leaving = post('logout', {}).catch(() => undefined);
      end(false);
      otherTabs?.postMessage('signed-out');
      await leaving;
    },
    setUser: (user) => set({ status: 'signed-in', user }),
  };
}
