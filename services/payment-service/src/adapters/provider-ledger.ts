import type { Money } from '@ticketlab/contracts/primitives';
import type pg from 'pg';
import type { ProviderRecord } from '../usecases/ports.ts';

export interface LedgerEntry {
  readonly id: string;
  readonly amount: Money;
  readonly state: 'pending' | 'captured' | 'declined';
  readonly declineCode: ProviderRecord['declineCode'];
  /** When a pending charge becomes a captured one. */
  readonly settlesInMs: number | null;
}

interface ChargeRow {
  id: string;
  state: ProviderRecord['state'];
  decline_code: ProviderRecord['declineCode'];
}

export const chargesById = `SELECT id, decline_code,
    CASE WHEN state = 'pending' AND settles_at <= now() THEN 'captured' ELSE state END AS state
  FROM simulated_provider.charges WHERE id = ANY($1::uuid[])`;

export const heldPage = `SELECT id FROM simulated_provider.charges
  WHERE state = 'captured' AND id > $1 AND created_at < $2 ORDER BY id LIMIT $3`;

/** LAB: the books of the simulated provider. Each function is one transaction. */
export function createProviderLedger(pool: pg.Pool) {
  async function read(ids: readonly string[]): Promise<ProviderRecord[]> {
    const { rows } = await pool.query<ChargeRow>({
      name: 'ledger-read',
      text: chargesById,
      values: [ids],
    });
    return rows.map(({ id, state, decline_code }) => ({ id, state, declineCode: decline_code }));
  }

  async function readOne(id: string): Promise<ProviderRecord> {
    const [record] = await read([id]);
    if (record === undefined) throw new Error(`the ledger has lost charge ${id}`);
    return record;
  }

  return {
    read,

    /** Books the charge unless its id is in the books; resolves to what is there then. */
    async book(entry: LedgerEntry): Promise<ProviderRecord> {
      const { rowCount } = await pool.query({
        name: 'ledger-book',
        text: `INSERT INTO simulated_provider.charges (id, amount, currency, state, decline_code, settles_at)
               VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 millisecond') ON CONFLICT DO NOTHING`,
        values: [
          entry.id,
          entry.amount.amount,
          entry.amount.currency,
          entry.state,
          entry.declineCode,
          entry.settlesInMs,
        ],
      });
      if (rowCount === 1) return { id: entry.id, state: entry.state, declineCode: entry.declineCode };
      return readOne(entry.id);
    },

    async void(id: string): Promise<ProviderRecord> {
      await pool.query(
        `INSERT INTO simulated_provider.charges (id, state) VALUES ($1, 'voided') ON CONFLICT DO NOTHING`,
        [id],
      );
      return readOne(id);
    },

    async refund(id: string): Promise<void> {
      const { rowCount } = await pool.query(
        `UPDATE simulated_provider.charges SET state = 'refunded'
         WHERE id = $1 AND (state IN ('captured', 'refunded') OR (state = 'pending' AND settles_at <= now()))`,
        [id],
      );
      if (rowCount !== 1) throw new Error(`charge ${id} has no money to give back`);
    },

    async held(after: string | null, until: Date, limit: number): Promise<string[]> {
      const { rows } = await pool.query<{ id: string }>(heldPage, [
        after ?? '00000000-0000-0000-0000-000000000000',
        until,
        limit,
      ]);
      return rows.map(({ id }) => id);
    },
  };
}
