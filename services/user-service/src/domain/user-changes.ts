import type { Role } from '@ticketlab/contracts/primitives';
import { adminActor, noChange, selfActor, type User, type UserChange } from './user.ts';

export function rename(user: User, displayName: string): UserChange {
  if (user.displayName === displayName) return noChange;
  return {
    set: { displayName },
    events: [
      {
        type: 'ticketlab.user.updated.v1',
        data: { userId: user.id, changed: ['displayName'] },
        actor: selfActor(user.id),
      },
    ],
  };
}

/** A new password ends every other session and every open reset link: whoever knew the old one is out. */
export function setPassword(user: User, passwordHash: string, keepSession: string | null): UserChange {
  return {
    set: { passwordHash },
    events: [
      {
        type: 'ticketlab.user.updated.v1',
        data: { userId: user.id, changed: ['password'] },
        actor: selfActor(user.id),
      },
    ],
    dropResetLinks: true,
    endSessions: { keep: keepSession },
  };
}

/** `rehashed` is the same password under a higher cost. */
export function logIn(user: User, sessionId: string, rehashed: string | null): UserChange {
  return {
    ...(rehashed === null ? {} : { set: { passwordHash: rehashed } }),
    events: [{ type: 'ticketlab.user.logged-in.v1', data: { userId: user.id, sessionId }, actor: selfActor(user.id) }],
  };
}

/** What an administrator decides about an account. What stays as it is causes neither event nor sign-out. */
export function administer(
  user: User,
  wish: { role?: Role | undefined; locked?: boolean | undefined; reason?: string | undefined },
  adminId: string,
): UserChange {
  const role = wish.role ?? user.role;
  const locked = wish.locked ?? user.locked;
  const reason = wish.reason ?? null;
  const actor = adminActor(adminId);
  const events: UserChange['events'] = [
    ...(role === user.role
      ? []
      : [
          {
            type: 'ticketlab.user.role-changed.v1' as const,
            data: { userId: user.id, previous: user.role, role },
            actor,
          },
        ]),
    ...(locked === user.locked
      ? []
      : [{ type: 'ticketlab.user.locked.v1' as const, data: { userId: user.id, locked, reason }, actor }]),
  ];
  if (events.length === 0) return noChange;
  return {
    set: { role, locked },
    events,
    // lifting a lock takes nothing away from anybody
    ...(role === user.role && !locked ? {} : { endSessions: { keep: null } }),
    ...(isActiveAdmin(user) && (role !== 'ADMIN' || locked) ? { needsOtherAdmin: true } : {}),
  };
}

export function erase(user: User): UserChange {
  return {
    erase: true,
    events: [{ type: 'ticketlab.user.erased.v1', data: { userId: user.id }, actor: selfActor(user.id) }],
    dropResetLinks: true,
    endSessions: { keep: null },
    ...(isActiveAdmin(user) ? { needsOtherAdmin: true } : {}),
  };
}

function isActiveAdmin(user: User): boolean {
  return user.role === 'ADMIN' && !user.locked;
}
