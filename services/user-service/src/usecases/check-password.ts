import { UserNotFoundError, WrongPasswordError } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import type { LoginThrottle, PasswordHasher, UserStore } from './ports.ts';

export type CheckPassword = (
  input: { userId: string; password: string; ip: string },
  signal?: AbortSignal,
) => Promise<User>;

/** The password of a signed-in user once more. Throttled like a sign-in, so that a stolen token cannot guess it. */
export function createCheckPassword(deps: {
  users: UserStore;
  throttle: LoginThrottle;
  hasher: PasswordHasher;
}): CheckPassword {
  return async ({ userId, password, ip }, signal) => {
    const user = await deps.users.findById(userId);
    if (user === null) throw new UserNotFoundError();
    const attempt = { email: user.email, ip };
    await deps.throttle.begin(attempt);
    if (!(await deps.hasher.matches(password, user.passwordHash, signal))) throw new WrongPasswordError();
    await deps.throttle.forgive(attempt);
    return user;
  };
}
