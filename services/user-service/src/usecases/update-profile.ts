import { UserNotFoundError } from '../domain/errors.ts';
import { rename } from '../domain/user-changes.ts';
import type { User } from '../domain/user.ts';
import type { UserStore } from './ports.ts';

export function createUpdateProfile(users: UserStore) {
  return async (userId: string, displayName: string): Promise<User> => {
    const user = await users.change(userId, (current) => rename(current, displayName));
    if (user === null) throw new UserNotFoundError();
    return user;
  };
}
