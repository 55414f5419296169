import { setTimeout as sleep } from 'node:timers/promises';
import type { ActiveFault } from './active-fault.ts';

interface Queries {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

export interface PartnerConnection extends Queries {
  end(): Promise<void>;
}

export interface Deadlocks {
  readonly active: boolean;
  /** Within a transaction: may run it into a deadlock, which rejects with SQLSTATE 40P01. */
  provoke(transaction: Queries): Promise<void>;
  add(active: ActiveFault): void;
}

interface Partner {
  readonly connection: PartnerConnection;
  /** Two rows that nobody else locks. */
  readonly rows: readonly [number, number];
}

const mostPartners = 4;
// long enough that the victim waits first: who waits first looks for the deadlock first, and is who fails
const headStartMs = 100;
const lock = 'UPDATE lab_fault_rows SET touched = touched + 1 WHERE id = $1';

/**
 * LAB: locks two rows of a table of the lab's own in one order, and a partner transaction locks them in the other, so that
 * PostgreSQL finds a real deadlock (after its deadlock_timeout, 1 s) and rolls the service's transaction back.
 */
export function createDeadlocks(connect: () => Promise<PartnerConnection>): Deadlocks {
  let faults: readonly ActiveFault[] = [];
  const idle: Partner[] = [];
  let partners = 0;

  async function acquire(): Promise<Partner | undefined> {
    const free = idle.pop();
    if (free !== undefined || partners >= mostPartners) return free;
    partners += 1;
    try {
      return await createPartner(await connect());
    } catch {
      partners -= 1; // no partner, no deadlock; the transaction goes on
      return undefined;
    }
  }

  async function release(partner: Partner): Promise<void> {
    if (faults.length > 0) idle.push(partner);
    else await dismiss(partner);
  }

  async function dismiss({ connection, rows }: Partner): Promise<void> {
    partners -= 1;
    await connection.query('DELETE FROM lab_fault_rows WHERE id = ANY($1)', [rows]).catch(() => undefined);
    await connection.end().catch(() => undefined);
  }

  return {
    get active() {
      return faults.length > 0;
    },
    async provoke(transaction) {
      if (!faults.some((active) => active.hits())) return;
      const partner = await acquire();
      if (partner === undefined) return;
      try {
        await embrace(transaction, partner);
      } finally {
        await partner.connection.query('ROLLBACK').catch(() => undefined);
        await release(partner);
      }
    },
    add(active) {
      faults = [...faults, active];
      active.signal.addEventListener('abort', () => {
        faults = faults.filter((other) => other !== active);
        if (faults.length === 0) for (const partner of idle.splice(0)) void dismiss(partner);
      });
    },
  };
}

async function createPartner(connection: PartnerConnection): Promise<Partner> {
  try {
    // two that create it at once would collide in the catalogue
    await connection.query('SELECT pg_advisory_lock(7249018)');
    await connection.query(
      'CREATE UNLOGGED TABLE IF NOT EXISTS lab_fault_rows (id bigint PRIMARY KEY, touched bigint NOT NULL DEFAULT 0)',
    );
    await connection.query('SELECT pg_advisory_unlock(7249018)');
    const { rows } = await connection.query('SELECT pg_backend_pid() AS pid');
    const { pid } = rows[0] as { pid: number };
    const ids = [pid * 2, pid * 2 + 1] as const;
    await connection.query('INSERT INTO lab_fault_rows (id) SELECT unnest($1::bigint[]) ON CONFLICT DO NOTHING', [ids]);
    return { connection, rows: ids };
  } catch (error) {
    await connection.end().catch(() => undefined);
    throw error;
  }
}

async function embrace(transaction: Queries, { connection, rows: [mine, theirs] }: Partner): Promise<void> {
  await connection.query('BEGIN');
  await connection.query(lock, [theirs]);
  await transaction.query(lock, [mine]);
  const victim = transaction.query(lock, [theirs]);
  victim.catch(() => undefined); // it is awaited below, after the partner has begun to wait, too
  await sleep(headStartMs);
  const partner = connection.query(lock, [mine]).catch(() => undefined);
  try {
    await victim;
  } finally {
    // of the rolled back transaction's locks it has got the one it waited for; a victim that won holds it still
    await Promise.race([partner, sleep(headStartMs)]);
  }
}
