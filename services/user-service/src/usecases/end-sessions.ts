import type { User, UserChange } from '../domain/user.ts';
import type { SessionEndings, SessionStore, UserStore } from './ports.ts';

/**
 * Ends what committed changes left to end: of one user, or of all (null). What fails stays on the list.
 * @returns how many changes were dealt with
 */
export function createEndSessions(deps: { endings: SessionEndings; sessions: SessionStore }) {
  return async (userId: string | null): Promise<number> => {
    const pending = await deps.endings.pending(userId);
    for (const ending of pending) {
      await deps.sessions.endAll(ending.userId, ending.keep, ending.requestedAt);
      await deps.endings.done(ending.id);
    }
    return pending.length;
  };
}

export type ChangeAndSignOut = (id: string, decide: (user: User) => UserChange) => Promise<User | null>;

/**
 * A change that ends sessions. It holds from its commit on; while Redis is away the sessions end later, and the request
 * does not fail for it.
 */
export function createChangeAndSignOut(deps: {
  users: UserStore;
  endSessions: (userId: string) => Promise<number>;
  onDelay: (error: unknown) => void;
}): ChangeAndSignOut {
  return async (id, decide) => {
    const user = await deps.users.change(id, decide);
    await deps.endSessions(id).catch(deps.onDelay);
    return user;
  };
}
