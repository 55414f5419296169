import type { Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { ResetMail, ResetStore } from '../usecases/ports.ts';

export const dropOldMails = `DELETE FROM reset_mails
  WHERE due_at < now() AND requested_at < now() - interval '24 hours'`;

// due again 10, 20, 40 … 300 seconds later: longer than an attempt takes, so that no other replica takes it meanwhile
export const takeDueMails = `UPDATE reset_mails SET attempts = attempts + 1,
    due_at = now() + least(300, 10 * 2 ^ least(attempts, 10)) * interval '1 second'
  WHERE id = ANY(ARRAY(
    SELECT id FROM reset_mails WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED))
  RETURNING id, email`;

export const addLink = `INSERT INTO reset_links (token_hash, user_id, mail_id, expires_at)
  SELECT $1, id, $3, now() + $4 * interval '1 second' FROM users
  WHERE id = $2 AND erased_at IS NULL AND $5 > (
    SELECT count(DISTINCT mail_id) FROM reset_links
    WHERE user_id = $2 AND mail_id <> $3 AND expires_at > now())
  FOR SHARE OF users`;

export const removeExpiredLinks = 'DELETE FROM reset_links WHERE expires_at < now()';

/** Reset links and the mails that carry them. Times are the database's, which all replicas share. */
export function createPgResetStore(db: Postgres): ResetStore {
  return {
    async request({ id, email }) {
      await db.query({
        name: 'reset-request',
        text: 'INSERT INTO reset_mails (id, email) VALUES ($1, $2)',
        values: [id, email],
      });
    },

    async takeDue(limit) {
      await db.query(dropOldMails);
      const { rows } = await db.query<ResetMail>({
        name: 'reset-take-due',
        text: takeDueMails,
        values: [limit],
      });
      return rows;
    },

    async remove(mailId) {
      await db.query('DELETE FROM reset_mails WHERE id = $1', [mailId]);
    },

    async addLink({ tokenHash, userId, mailId, lifetimeSeconds, maxMails }) {
      // the lock makes an erasure at the same time either delete this link or prevent it
      const { rowCount } = await db.query({
        name: 'reset-add-link',
        text: addLink,
        values: [tokenHash, userId, mailId, lifetimeSeconds, maxMails],
      });
      return rowCount === 1;
    },

    async findLink(tokenHash) {
      const { rows } = await db.query<{ user_id: string }>(
        'SELECT user_id FROM reset_links WHERE token_hash = $1 AND expires_at > now()',
        [tokenHash],
      );
      return rows[0]?.user_id ?? null;
    },

    async removeExpired() {
      await db.query(removeExpiredLinks);
    },
  };
}
