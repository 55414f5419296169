import type { Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { UserFilter, UserLists } from '../usecases/ports.ts';
import { toUser, userColumns, type UserRow } from './user-row.ts';

interface Query {
  text: string;
  values: unknown[];
}

/** Only the conditions that were asked for, so that the planner can use the index made for them. */
export function userPageQuery(filter: UserFilter, before: string | null, limit: number): Query {
  const values: unknown[] = [];
  const conditions = ['erased_at IS NULL'];
  const add = (condition: (parameter: string) => string, value: unknown) => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  if (filter.role !== undefined) add((p) => `role = ${p}`, filter.role);
  // not a parameter: the partial index is chosen when the query is planned
  if (filter.locked !== undefined) conditions.push(filter.locked ? 'locked' : 'NOT locked');
  if (filter.q !== undefined) {
    add((p) => `lower(email || ' ' || display_name) LIKE ${p}`, `%${escapeLike(filter.q.trim().toLowerCase())}%`);
  }
  if (before !== null) add((p) => `id < ${p}`, before);
  values.push(limit);
  return {
    text: `SELECT ${userColumns} FROM users WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT $${values.length}`,
    values,
  };
}

export function recipientsQuery(role: string | null, after: string | null, limit: number): Query {
  const values: unknown[] = [after ?? '00000000-0000-0000-0000-000000000000', limit];
  if (role !== null) values.push(role);
  return {
    text: `SELECT id FROM users WHERE erased_at IS NULL AND NOT locked AND id > $1 ${role === null ? '' : 'AND role = $3'}
           ORDER BY id LIMIT $2`,
    values,
  };
}

export function createPgUserLists(db: Postgres): UserLists {
  return {
    async page(filter, before, limit) {
      const { text, values } = userPageQuery(filter, before, limit);
      const { rows } = await db.query<UserRow>(text, values);
      return rows.map(toUser);
    },
    async recipients(role, after, limit) {
      const { text, values } = recipientsQuery(role, after, limit);
      const { rows } = await db.query<{ id: string }>(text, values);
      return rows.map(({ id }) => id);
    },
  };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
