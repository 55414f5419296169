import { createHash } from 'node:crypto';
import { resetLinkInvalid } from '../domain/errors.ts';
import { setPassword } from '../domain/user-changes.ts';
import type { ChangeAndSignOut } from './end-sessions.ts';
import type { PasswordHasher, ResetStore } from './ports.ts';

/** The only form in which the token of a reset link is stored. */
export function resetTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Sets a new password by a link that works once, and signs out everywhere. A lock of the account stays. */
export function createResetPassword(deps: {
  resets: ResetStore;
  hasher: PasswordHasher;
  changeAndSignOut: ChangeAndSignOut;
}) {
  return async (input: { token: string; newPassword: string }, signal?: AbortSignal): Promise<void> => {
    const link = resetTokenHash(input.token);
    const userId = await deps.resets.findLink(link);
    if (userId === null) throw resetLinkInvalid();
    const hash = await deps.hasher.hash(input.newPassword, signal);
    await deps.changeAndSignOut(userId, (user) => ({ ...setPassword(user, hash, null), useResetLink: link }));
  };
}
