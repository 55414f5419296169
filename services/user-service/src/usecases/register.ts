import { EmailTakenError } from '../domain/errors.ts';
import { selfActor, type User } from '../domain/user.ts';
import type { PasswordHasher, UserStore } from './ports.ts';

/** @throws {EmailTakenError} also when two registrations of one address meet */
export function createRegister(deps: {
  users: UserStore;
  hasher: PasswordHasher;
  clock: () => Date;
  newId: () => string;
}) {
  return async (
    input: { email: string; password: string; displayName: string },
    signal?: AbortSignal,
  ): Promise<User> => {
    // spares the hashing; the constraint decides
    if ((await deps.users.findByEmail(input.email)) !== null) throw new EmailTakenError();
    const now = deps.clock();
    const user: User = {
      id: deps.newId(),
      email: input.email,
      displayName: input.displayName,
      passwordHash: await deps.hasher.hash(input.password, signal),
      role: 'USER',
      locked: false,
      createdAt: now,
      updatedAt: now,
    };
    await deps.users.add(user, {
      type: 'ticketlab.user.registered.v1',
      data: { userId: user.id, role: user.role },
      actor: selfActor(user.id),
    });
    return user;
  };
}
