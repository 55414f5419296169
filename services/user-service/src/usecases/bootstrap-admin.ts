import { EmailTakenError } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import type { PasswordHasher, UserStore } from './ports.ts';

/** Creates the first administrator. An account with this address, whoever made it, is left as it is. */
export function createBootstrapAdmin(deps: {
  users: UserStore;
  hasher: PasswordHasher;
  clock: () => Date;
  newId: () => string;
}) {
  return async (admin: { email: string; password: string }): Promise<void> => {
    if ((await deps.users.findByEmail(admin.email)) !== null) return;
    const now = deps.clock();
    const user: User = {
      id: deps.newId(),
      email: admin.email,
      displayName: 'Administrator',
      passwordHash: await deps.hasher.hash(admin.password),
      role: 'ADMIN',
      locked: false,
      createdAt: now,
      updatedAt: now,
    };
    try {
      await deps.users.add(user, {
        type: 'ticketlab.user.registered.v1',
        data: { userId: user.id, role: user.role },
      });
    } catch (error) {
      // another replica was faster
      if (!(error instanceof EmailTakenError)) throw error;
    }
  };
}
