import { addToOutbox, type NewEvent } from '@ticketlab/service-kit/messaging/outbox';
import { isUniqueViolation } from '@ticketlab/service-kit/postgres/errors';
import type { PgClient, Postgres } from '@ticketlab/service-kit/postgres/pool';
import { EmailTakenError, LastAdminError, resetLinkInvalid, UserNotFoundError } from '../domain/errors.ts';
import type { User, UserChange, UserEvent } from '../domain/user.ts';
import type { UserStore } from '../usecases/ports.ts';
import { toUser, userColumns, type UserRow } from './user-row.ts';

const lastAdminLock = 4_201;

export const dropLinksOfUser = 'DELETE FROM reset_links WHERE user_id = $1';

export const dropMailsTo = 'DELETE FROM reset_mails WHERE email = $1';

export const otherAdmin = `SELECT 1 FROM users
  WHERE role = 'ADMIN' AND NOT locked AND erased_at IS NULL AND id <> $1 LIMIT 1`;

/** Accounts in PostgreSQL; every change and its events are one transaction. */
export function createPgUserStore(db: Postgres, clock: () => Date): UserStore {
  return {
    async findById(id) {
      const { rows } = await db.query<UserRow>({
        name: 'user-by-id',
        text: `SELECT ${userColumns} FROM users WHERE id = $1 AND erased_at IS NULL`,
        values: [id],
      });
      return rows[0] === undefined ? null : toUser(rows[0]);
    },

    async findByEmail(email) {
      const { rows } = await db.query<UserRow>({
        name: 'user-by-email',
        text: `SELECT ${userColumns} FROM users WHERE email = $1`,
        values: [email],
      });
      return rows[0] === undefined ? null : toUser(rows[0]);
    },

    async add(user, event) {
      try {
        await db.tx(async (client) => {
          await insert(client, user);
          await addToOutbox(client, numbered(user.id, 1, [event]));
        });
      } catch (error) {
        throw isUniqueViolation(error, 'users_email') ? new EmailTakenError() : error;
      }
    },

    change: (id, decide) =>
      db.tx(async (client) => {
        const { rows } = await client.query<UserRow & { event_version: number }>({
          name: 'user-lock',
          text: `SELECT ${userColumns}, event_version FROM users WHERE id = $1 AND erased_at IS NULL FOR UPDATE`,
          values: [id],
        });
        const row = rows[0];
        if (row === undefined) throw new UserNotFoundError();
        const user = toUser(row);
        const change = decide(user);
        if (change.needsOtherAdmin === true) await requireOtherAdmin(client, id);
        if (change.useResetLink !== undefined) await consumeResetLink(client, id, change.useResetLink);
        const after = await write(client, user, change, clock());
        await addToOutbox(client, numbered(id, row.event_version + 1, change.events));
        return after;
      }),
  };
}

async function insert(client: PgClient, user: User): Promise<void> {
  await client.query({
    name: 'user-insert',
    text: `INSERT INTO users (id, email, display_name, password_hash, role, locked, event_version, created_at, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8)`,
    values: [
      user.id,
      user.email,
      user.displayName,
      user.passwordHash,
      user.role,
      user.locked,
      user.createdAt,
      user.updatedAt,
    ],
  });
}

async function write(client: PgClient, user: User, change: UserChange, now: Date): Promise<User | null> {
  if (change.dropResetLinks === true) await client.query(dropLinksOfUser, [user.id]);
  if (change.endSessions !== undefined) {
    // by the clock that sessions go by, read while the account is locked
    await client.query('INSERT INTO session_endings (user_id, kept_session_id, requested_at) VALUES ($1, $2, $3)', [
      user.id,
      change.endSessions.keep,
      now,
    ]);
  }
  if (change.erase === true) {
    await client.query(
      `UPDATE users SET email = NULL, display_name = NULL, password_hash = NULL, erased_at = $2,
         updated_at = $2, event_version = event_version + $3 WHERE id = $1`,
      [user.id, now, change.events.length],
    );
    await client.query(dropMailsTo, [user.email]);
    return null;
  }
  const { set } = change;
  if (set === undefined && change.events.length === 0) return user;
  const after = { ...user, ...set, updatedAt: set === undefined ? user.updatedAt : now };
  await client.query({
    name: 'user-update',
    text: `UPDATE users SET display_name = $2, password_hash = $3, role = $4, locked = $5, updated_at = $6, event_version = event_version + $7
           WHERE id = $1`,
    values: [
      user.id,
      after.displayName,
      after.passwordHash,
      after.role,
      after.locked,
      after.updatedAt,
      change.events.length,
    ],
  });
  return after;
}

/** One at a time, so that two administrators cannot each rely on the other while both go. */
async function requireOtherAdmin(client: PgClient, id: string): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [lastAdminLock]);
  const { rowCount } = await client.query(otherAdmin, [id]);
  if (rowCount === 0) throw new LastAdminError();
}

async function consumeResetLink(client: PgClient, userId: string, tokenHash: Buffer): Promise<void> {
  const { rowCount } = await client.query(
    'DELETE FROM reset_links WHERE token_hash = $1 AND user_id = $2 AND expires_at > now()',
    [tokenHash, userId],
  );
  if (rowCount === 0) throw resetLinkInvalid();
}

function numbered(userId: string, first: number, events: readonly UserEvent[]): NewEvent[] {
  return events.map((event, index) => ({ ...event, subject: userId, aggregateVersion: first + index }));
}
