import { PasswordChangedMeanwhileError } from '../domain/errors.ts';
import { setPassword } from '../domain/user-changes.ts';
import type { CheckPassword } from './check-password.ts';
import type { ChangeAndSignOut } from './end-sessions.ts';
import type { PasswordHasher } from './ports.ts';

/** Sets a new password and ends all sessions but the one it is done in. */
export function createChangePassword(deps: {
  checkPassword: CheckPassword;
  hasher: PasswordHasher;
  changeAndSignOut: ChangeAndSignOut;
}) {
  return async (
    input: { userId: string; sessionId: string; currentPassword: string; newPassword: string; ip: string },
    signal?: AbortSignal,
  ): Promise<void> => {
    const { userId, sessionId, ip } = input;
    const verified = await deps.checkPassword({ userId, password: input.currentPassword, ip }, signal);
    const hash = await deps.hasher.hash(input.newPassword, signal);
    await deps.changeAndSignOut(userId, (user) => {
      if (user.passwordHash !== verified.passwordHash) throw new PasswordChangedMeanwhileError();
      return setPassword(user, hash, sessionId);
    });
  };
}
