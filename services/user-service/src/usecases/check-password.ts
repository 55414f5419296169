import { InvalidCredentialsError, UserNotFoundError } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import type { LoginThrottle, PasswordHasher, UserStore } from './ports.ts';
import { throttled } from './throttled.ts';

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
    return throttled(deps.throttle, { email: user.email, ip }, async () => {
      const matches = await deps.hasher.matches(password, user.passwordHash, signal);
      if (!matches) throw new InvalidCredentialsError('The current password is wrong.');
      return user;
    });
  };
}
