import { randomUUID } from 'node:crypto';
import { ProblemError } from '../http/problem.ts';
import { type Answer, hashBody, type StoredAnswer, toReplay, toStoredProblem } from './keyed-answer.ts';
import type { PgClient, Postgres } from './pool.ts';

export type { Answer } from './keyed-answer.ts';

/** An Idempotency-Key in its scope: each user has keys of their own for each operation (`POST /api/orders`). */
export interface KeyedRequest {
  userId: string;
  operation: string;
  key: string;
  body: unknown;
}

export interface KeyedWork<Body> {
  /** Writes the resource and returns its id, in the transaction that claims the key: both are there, or neither. */
  begin(client: PgClient): Promise<string>;
  /**
   * Carries the resource to an answer, outside any transaction. Runs again after a crash, a 5xx or an expired lease,
   * so it must continue from whatever state it finds the resource in.
   */
  finish(resourceId: string): Promise<Answer<Body>>;
}

export interface Idempotency {
  /**
   * Runs the work once per key. A repeat gets the first answer (a 4xx problem too) with `Idempotency-Replayed: true`.
   * Another body under the same key is `idempotency-key-reused`; a run that holds its lease is `idempotency-in-progress`.
   * A 5xx is not stored: the next call finishes what was begun.
   */
  withKey<Body>(request: KeyedRequest, work: KeyedWork<Body>): Promise<Answer<Body>>;
}

interface KeyRow {
  body_hash: string;
  resource_id: string | null;
  response: StoredAnswer | null;
  leased: boolean;
  expired: boolean;
}

type Claim = { leaseId: string; resourceId: string } | { replay: StoredAnswer } | { refused: unknown };

/**
 * Idempotency keys in the service's own database (table in sql/idempotency.sql).
 * `leaseMs` is how long a run may take before another call may take it over (default 30 s); keys live 24 h.
 */
export function createIdempotency(db: Postgres, options: { leaseMs?: number } = {}): Idempotency {
  const leaseMs = options.leaseMs ?? 30_000;

  async function withKey<Body>(request: KeyedRequest, work: KeyedWork<Body>): Promise<Answer<Body>> {
    const claim = await db.tx((client) => claimKey(client, request, leaseMs, (tx) => work.begin(tx)));
    if ('replay' in claim) return toReplay<Body>(claim.replay);
    if ('refused' in claim) throw claim.refused;
    // losing the database while settling costs nothing but the wait for the lease to run out
    const settled = (answer: StoredAnswer | null) => settle(db, request, claim.leaseId, answer).catch(() => undefined);
    try {
      const answer = await work.finish(claim.resourceId);
      await settled(answer.status < 500 ? answer : null);
      return answer;
    } catch (error) {
      await settled(toStoredProblem(error));
      throw error;
    }
  }
  return { withKey };
}

async function claimKey(
  client: PgClient,
  request: KeyedRequest,
  leaseMs: number,
  begin: (client: PgClient) => Promise<string>,
): Promise<Claim> {
  const { userId, operation, key } = request;
  const bodyHash = hashBody(request.body);
  const leaseId = randomUUID();
  const insert = {
    name: 'idempotency-claim',
    text: `INSERT INTO idempotency_keys (user_id, operation, key, body_hash, lease_id, lease_until)
           VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 millisecond') ON CONFLICT DO NOTHING`,
    values: [userId, operation, key, bodyHash, leaseId, leaseMs],
  };
  // a second caller waits here until the first one's transaction has ended
  let inserted = await client.query(insert);
  if (inserted.rowCount === 0) {
    const row = await lockKey(client, request);
    if (!row.expired) return claimAgain(client, request, row, { bodyHash, leaseId, leaseMs });
    await client.query('DELETE FROM idempotency_keys WHERE user_id = $1 AND operation = $2 AND key = $3', [
      userId,
      operation,
      key,
    ]);
    inserted = await client.query(insert);
  }
  return beginOnce(client, request, leaseId, begin);
}

async function beginOnce(
  client: PgClient,
  { userId, operation, key }: KeyedRequest,
  leaseId: string,
  begin: (client: PgClient) => Promise<string>,
): Promise<Claim> {
  await client.query('SAVEPOINT begin_resource');
  try {
    const resourceId = await begin(client);
    await client.query({
      name: 'idempotency-resource',
      text: 'UPDATE idempotency_keys SET resource_id = $4 WHERE user_id = $1 AND operation = $2 AND key = $3',
      values: [userId, operation, key, resourceId],
    });
    return { leaseId, resourceId };
  } catch (error) {
    const problem = toStoredProblem(error);
    if (problem === null) throw error;
    await client.query('ROLLBACK TO SAVEPOINT begin_resource');
    await client.query('UPDATE idempotency_keys SET response = $4 WHERE user_id = $1 AND operation = $2 AND key = $3', [
      userId,
      operation,
      key,
      JSON.stringify(problem),
    ]);
    return { refused: error };
  }
}

async function lockKey(client: PgClient, { userId, operation, key }: KeyedRequest): Promise<KeyRow> {
  const { rows } = await client.query<KeyRow>({
    name: 'idempotency-lock',
    text: `SELECT body_hash, resource_id, response, lease_until > clock_timestamp() AS leased,
                  created_at < now() - interval '24 hours' AS expired
           FROM idempotency_keys WHERE user_id = $1 AND operation = $2 AND key = $3 FOR UPDATE`,
    values: [userId, operation, key],
  });
  const row = rows[0];
  // swept between the two statements
  if (row === undefined)
    throw new ProblemError('idempotency-in-progress', undefined, { headers: { 'retry-after': '1' } });
  return row;
}

async function claimAgain(
  client: PgClient,
  { userId, operation, key }: KeyedRequest,
  row: KeyRow,
  { bodyHash, leaseId, leaseMs }: { bodyHash: string; leaseId: string; leaseMs: number },
): Promise<Claim> {
  if (row.body_hash !== bodyHash) throw new ProblemError('idempotency-key-reused');
  if (row.response !== null) return { replay: row.response };
  if (row.leased || row.resource_id === null) {
    throw new ProblemError('idempotency-in-progress', undefined, { headers: { 'retry-after': '1' } });
  }
  await client.query(
    `UPDATE idempotency_keys SET lease_id = $4, lease_until = now() + $5 * interval '1 millisecond'
     WHERE user_id = $1 AND operation = $2 AND key = $3`,
    [userId, operation, key, leaseId, leaseMs],
  );
  return { leaseId, resourceId: row.resource_id };
}

/** Stores the answer, or frees the lease when there is none to store. Whoever lost the lease changes nothing. */
async function settle(
  db: Postgres,
  { userId, operation, key }: KeyedRequest,
  leaseId: string,
  answer: StoredAnswer | null,
): Promise<void> {
  await db.query({
    name: 'idempotency-settle',
    text: `UPDATE idempotency_keys SET response = $5, lease_until = now()
           WHERE user_id = $1 AND operation = $2 AND key = $3 AND lease_id = $4 AND response IS NULL`,
    values: [userId, operation, key, leaseId, answer === null ? null : JSON.stringify(answer)],
  });
}
