import { PasswordChangedMeanwhileError } from '../domain/errors.ts';
import { erase } from '../domain/user-changes.ts';
import type { CheckPassword } from './check-password.ts';
import type { ChangeAndSignOut } from './end-sessions.ts';

/** Removes the account and everything personal in it; `user.erased` makes the other services do the same. */
export function createEraseAccount(deps: { checkPassword: CheckPassword; changeAndSignOut: ChangeAndSignOut }) {
  return async (input: { userId: string; password: string; ip: string }, signal?: AbortSignal): Promise<void> => {
    const verified = await deps.checkPassword(input, signal);
    await deps.changeAndSignOut(input.userId, (user) => {
      if (user.passwordHash !== verified.passwordHash) throw new PasswordChangedMeanwhileError();
      return erase(user);
    });
  };
}
