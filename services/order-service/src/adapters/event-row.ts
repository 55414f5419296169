import type { EventSale } from '../domain/event-sale.ts';

export interface EventRow {
  id: string;
  status: EventSale['status'];
  title: string;
  currency: string;
  max_per_customer: number;
  ends_at: Date | null;
  tiers: EventSale['tiers'];
}

/** The columns of {@link EventRow}. */
export const eventColumns = 'id, status, title, currency, max_per_customer, ends_at, tiers';

export function toSale(row: EventRow): EventSale {
  return {
    id: row.id,
    status: row.status,
    title: row.title,
    currency: row.currency,
    maxPerCustomer: row.max_per_customer,
    endsAt: row.ends_at,
    tiers: row.tiers,
  };
}
