import { UserNotFoundError } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import type { UserStore } from './ports.ts';

/** @throws {UserNotFoundError} */
export function createReadUser(users: UserStore) {
  return async (userId: string): Promise<User> => {
    const user = await users.findById(userId);
    if (user === null) throw new UserNotFoundError();
    return user;
  };
}
