import { SessionNotFoundError } from '../domain/errors.ts';
import { hashOf, parseRefreshToken } from '../domain/refresh-token.ts';
import type { SessionStore } from './ports.ts';

/** Ends the session of a refresh token. A token that is unknown, used up or missing has nothing to end. */
export function createLogout(sessions: SessionStore) {
  return async (tokenText: string | undefined): Promise<void> => {
    const token = parseRefreshToken(tokenText ?? '');
    if (token === null) return;
    const session = await sessions.findByToken(token.sessionId, hashOf(token.family));
    if (session !== null) await sessions.end(session.userId, session.id);
  };
}

/** @throws {SessionNotFoundError} also for somebody else's session */
export function createEndSession(sessions: SessionStore) {
  return async (userId: string, sessionId: string): Promise<void> => {
    if (!(await sessions.end(userId, sessionId))) throw new SessionNotFoundError();
  };
}
