import {
  AccountLockedError,
  InvalidCredentialsError,
  NotAnAdminError,
  PasswordChangedMeanwhileError,
} from '../domain/errors.ts';
import { hashOf, issueRefreshToken, toText } from '../domain/refresh-token.ts';
import { logIn } from '../domain/user-changes.ts';
import type { User } from '../domain/user.ts';
import type { AccessTokens, LoginThrottle, PasswordHasher, Portal, SessionStore, UserStore } from './ports.ts';
import { throttled } from './throttled.ts';

export interface SignedIn {
  readonly user: User;
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken: string;
}

interface LoginInput {
  readonly email: string;
  readonly password: string;
  readonly portal: Portal;
  readonly ip: string;
  readonly userAgent: string | null;
}

interface LoginDeps {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly throttle: LoginThrottle;
  readonly hasher: PasswordHasher;
  readonly tokens: AccessTokens;
  readonly clock: () => Date;
  readonly newId: () => string;
}

/** Signs in with a password. Only who knows it learns that the account is locked. */
export function createLogin(deps: LoginDeps) {
  return async (input: LoginInput, signal?: AbortSignal): Promise<SignedIn> => {
    const user = await throttled(deps.throttle, input, () => verify(deps, input, signal));
    try {
      return await openSession(deps, user, input, signal);
    } catch (error) {
      if (!(error instanceof PasswordChangedMeanwhileError)) throw error;
      // perhaps only rehashed by another sign-in at the same time
      return openSession(deps, await verify(deps, input, signal), input, signal);
    }
  };
}

async function verify(deps: LoginDeps, { email, password }: LoginInput, signal?: AbortSignal): Promise<User> {
  const user = await deps.users.findByEmail(email);
  const matches = await deps.hasher.matches(password, user?.passwordHash ?? null, signal);
  if (user === null || !matches) throw new InvalidCredentialsError();
  return user;
}

async function openSession(
  { users, sessions, hasher, tokens, clock, newId }: LoginDeps,
  verified: User,
  { password, portal, userAgent }: LoginInput,
  signal?: AbortSignal,
): Promise<SignedIn> {
  refuseUnfit(verified, portal);
  const rehashed = hasher.isOutdated(verified.passwordHash) ? await hasher.hash(password, signal) : null;
  const now = clock();
  const sessionId = newId();
  const refresh = issueRefreshToken(sessionId);
  await sessions.open(
    { id: sessionId, userId: verified.id, portal, userAgent, createdAt: now, lastUsedAt: now },
    { family: hashOf(refresh.family), secret: hashOf(refresh.secret) },
  );
  try {
    // Only now is the account read for good: a lock, role or password changed from here on finds the session and ends it.
    const user = await users.change(verified.id, (current) => {
      refuseUnfit(current, portal);
      if (current.passwordHash !== verified.passwordHash) throw new PasswordChangedMeanwhileError();
      return logIn(current, sessionId, rehashed);
    });
    if (user === null) throw new InvalidCredentialsError();
    const access = tokens.issue({ userId: user.id, role: user.role, sessionId });
    return { user, ...access, refreshToken: toText(refresh) };
  } catch (error) {
    // nobody has its tokens, so failing to remove it harms nobody
    await sessions.end(verified.id, sessionId).catch(() => undefined);
    throw error;
  }
}

function refuseUnfit(user: User, portal: Portal): void {
  if (user.locked) throw new AccountLockedError();
  if (portal === 'admin' && user.role !== 'ADMIN') throw new NotAnAdminError();
}
