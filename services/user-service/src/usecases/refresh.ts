import { AccountLockedError, RefreshTokenInvalidError } from '../domain/errors.ts';
import {
  hashOf,
  openSuccessor,
  parseRefreshToken,
  type RefreshToken,
  sealSuccessor,
  succeed,
  toText,
} from '../domain/refresh-token.ts';
import type { SignedIn } from './login.ts';
import type { AccessTokens, Portal, Session, SessionStore, UserStore } from './ports.ts';

/**
 * Exchanges a refresh token for the next one and a new access token. The token before it yields the same successor for a
 * moment, because two tabs refresh at once; later its reuse ends the session, because then two parties hold it.
 * @throws {RefreshTokenInvalidError}
 */
export function createRefresh(deps: {
  users: UserStore;
  sessions: SessionStore;
  tokens: AccessTokens;
  onReuse: (session: Session) => void;
}) {
  const { users, sessions, tokens, onReuse } = deps;

  async function rotate(token: RefreshToken, session: Session): Promise<RefreshToken> {
    const next = succeed(token);
    const rotation = await sessions.rotate(
      session,
      { family: hashOf(token.family), secret: hashOf(token.secret) },
      { secret: hashOf(next.secret), sealed: sealSuccessor(token, next) },
    );
    if (rotation.outcome === 'rotated') return next;
    if (rotation.outcome === 'repeated') return openSuccessor(token, rotation.sealed);
    if (rotation.outcome === 'reused') {
      onReuse(session);
      await sessions.end(session.userId, session.id);
      throw new RefreshTokenInvalidError('This token was used before, so the session was ended. Sign in again.');
    }
    throw new RefreshTokenInvalidError();
  }

  return async (input: { token: string | undefined; portal: Portal }): Promise<SignedIn> => {
    const token = parseRefreshToken(input.token ?? '');
    if (token === null) throw new RefreshTokenInvalidError();
    const session = await sessions.findByToken(token.sessionId, hashOf(token.family));
    if (session?.portal !== input.portal) throw new RefreshTokenInvalidError();
    // before the rotation: while the database is away, the token stays good
    const user = await users.findById(session.userId);
    if (user === null || user.locked) {
      await sessions.end(session.userId, session.id);
      throw user === null ? new RefreshTokenInvalidError() : new AccountLockedError();
    }
    const next = await rotate(token, session);
    const access = tokens.issue({ userId: user.id, role: user.role, sessionId: session.id });
    return { user, ...access, refreshToken: toText(next) };
  };
}
