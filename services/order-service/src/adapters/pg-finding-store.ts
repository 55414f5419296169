import type { Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { FindingStore } from '../usecases/reconcile.ts';

export function createPgFindingStore(db: Postgres): FindingStore {
  return {
    async lease(ms) {
      const { rowCount } = await db.query(
        `UPDATE reconciliation SET leased_until = now() + $1 * interval '1 millisecond' WHERE leased_until <= now()`,
        [ms],
      );
      return rowCount === 1;
    },

    async replace(findings, at) {
      const columns = [
        findings.map(({ invariant }) => invariant),
        findings.map(({ subject }) => subject),
        findings.map(({ detail }) => detail),
        findings.map(({ count }) => count),
      ];
      await db.tx(async (client) => {
        await client.query(
          `DELETE FROM findings WHERE (invariant, subject) NOT IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
          columns.slice(0, 2),
        );
        await client.query(
          `INSERT INTO findings (invariant, subject, detail, count, first_seen, last_seen)
           SELECT DISTINCT ON (invariant, subject) invariant, subject, detail, count, $5, $5
           FROM unnest($1::text[], $2::text[], $3::text[], $4::int[]) AS f (invariant, subject, detail, count)
           ON CONFLICT (invariant, subject) DO UPDATE
             SET detail = excluded.detail, count = excluded.count, last_seen = excluded.last_seen`,
          [...columns, at],
        );
        await client.query('UPDATE reconciliation SET checked_at = now()');
      });
    },

    async lastCheckAgeSeconds() {
      const { rows } = await db.query<{ age: number }>(
        'SELECT extract(epoch FROM now() - checked_at)::float8 AS age FROM reconciliation',
      );
      return rows[0]?.age ?? 0;
    },

    async summary(graceMs) {
      const { rows } = await db.query<{ invariant: string; count: number; examples: string[]; stayed: boolean }>(
        `SELECT invariant, sum(count)::int AS count, stayed,
           (array_agg(subject || ': ' || detail ORDER BY first_seen))[1:10] AS examples
         FROM (SELECT *, last_seen - first_seen >= $1 * interval '1 millisecond' AS stayed FROM findings) AS f
         GROUP BY invariant, stayed ORDER BY invariant`,
        [graceMs],
      );
      const violations = rows.filter(({ stayed }) => stayed);
      const young = rows.filter(({ stayed }) => !stayed);
      return {
        violations: violations.map(({ invariant, count, examples }) => ({ invariant, count, examples })),
        suspects: young.reduce((sum, { count }) => sum + count, 0),
      };
    },
  };
}
