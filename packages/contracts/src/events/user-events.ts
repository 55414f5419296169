import { z } from 'zod';
import { idSchema, roleSchema } from '../primitives.ts';
import { defineEvent } from './envelope.ts';

// Events outlive an erasure, so no e-mail address and no name ever enters one.
const subject = { userId: idSchema };
const define = <const T extends string, D extends z.ZodType>(type: T, data: D) =>
  defineEvent('user-events', type, data);

export const userRegistered = define('ticketlab.user.registered.v1', z.object({ ...subject, role: roleSchema }));
export const userUpdated = define(
  'ticketlab.user.updated.v1',
  z.object({ ...subject, changed: z.array(z.string()).describe('names of the changed fields') }),
);
export const userRoleChanged = define(
  'ticketlab.user.role-changed.v1',
  z.object({ ...subject, previous: roleSchema, role: roleSchema }),
);
export const userLocked = define(
  'ticketlab.user.locked.v1',
  z.object({
    ...subject,
    locked: z.boolean().describe('false when the lock was lifted'),
    reason: z.string().nullable(),
  }),
);
export const userLoggedIn = define('ticketlab.user.logged-in.v1', z.object({ ...subject, sessionId: idSchema }));
export const userErased = define('ticketlab.user.erased.v1', z.object(subject));

export const userEvents = [userRegistered, userUpdated, userRoleChanged, userLocked, userLoggedIn, userErased] as const;
