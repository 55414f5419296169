import type { Event, eventSummarySchema } from '@ticketlab/contracts/http/events';
import type { z } from 'zod';

export type EventSummary = z.output<typeof eventSummarySchema>;

/** What a list shows of an event. */
export function toSummary(event: Event): EventSummary {
  const { id, version, status, title, category, venue, startsAt, endsAt, image, currency, maxPerCustomer } = event;
  const { tiers, cancelReason, createdAt, updatedAt } = event;
  const amounts = tiers.map(({ price }) => price.amount);
  return {
    ...{ id, version, status, title, category, venue, startsAt, endsAt, image, currency, maxPerCustomer },
    ...{ cancelReason, createdAt, updatedAt },
    priceFrom: { amount: Math.min(...amounts), currency: event.currency },
    priceTo: { amount: Math.max(...amounts), currency: event.currency },
    seated: tiers.some(({ kind }) => kind === 'seated'),
  };
}
