import type { AttendanceStore, FindAudience, UserDirectory } from './ports.ts';

/** The recipients of a fan-out, a page at a time in the order of their ids. */
export function createFindAudience(deps: { users: UserDirectory; attendances: AttendanceStore }): FindAudience {
  const { users, attendances } = deps;
  return (audience, after, limit) =>
    audience.kind === 'users'
      ? users.page(audience.role, after, limit)
      : attendances.holders(audience.eventId, new Date(audience.at), after, limit);
}
