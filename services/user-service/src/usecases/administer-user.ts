import type { Role } from '@ticketlab/contracts/primitives';
import { UserNotFoundError } from '../domain/errors.ts';
import { administer } from '../domain/user-changes.ts';
import type { User } from '../domain/user.ts';
import type { ChangeAndSignOut } from './end-sessions.ts';

/** An administrator changes somebody's role or lock. Who loses rights is signed out everywhere. */
export function createAdministerUser(changeAndSignOut: ChangeAndSignOut) {
  return async (
    userId: string,
    wish: { role?: Role | undefined; locked?: boolean | undefined; reason?: string | undefined },
    adminId: string,
  ): Promise<User> => {
    const user = await changeAndSignOut(userId, (current) => administer(current, wish, adminId));
    if (user === null) throw new UserNotFoundError();
    return user;
  };
}
