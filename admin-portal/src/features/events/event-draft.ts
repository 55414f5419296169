import type { Event, Tier } from '@ticketlab/contracts/http/events';
import { fromLocalInput, toLocalInput } from '../../lib/zoned-time.ts';

type SeatRow = Tier['rows'][number];

export type TierInput = Pick<Tier, 'name' | 'price'> & { id?: string } & (
    { kind: 'general'; capacity: number } | { kind: 'seated'; rows: SeatRow[] }
  );

/** What the API takes of an event. */
export type EventInput = Pick<
  Event,
  'title' | 'description' | 'category' | 'venue' | 'startsAt' | 'endsAt' | 'image' | 'currency' | 'maxPerCustomer'
> & { tiers: TierInput[] };

/** A number field is empty, or holds what cannot be read as a number yet, as text. */
type Typed = number | string;

export interface TierDraft {
  /** Tells tiers apart that have no id yet. */
  key: string;
  id: string | undefined;
  kind: Tier['kind'];
  name: string;
  /** In major units, as people write prices. */
  price: Typed;
  capacity: Typed;
  rows: { row: string; seats: Typed }[];
}

/** What the form holds: times as the clocks at the venue show them. */
export interface EventDraft extends Omit<EventInput, 'tiers' | 'maxPerCustomer'> {
  maxPerCustomer: Typed;
  tiers: TierDraft[];
}

let keys = 0;
const newTierKey = (): string => `new-${(keys += 1)}`;

export function newTier(kind: Tier['kind']): TierDraft {
  const rows = ['A', 'B', 'C', 'D', 'E', 'F'].map((row) => ({ row, seats: 12 }));
  return { key: newTierKey(), id: undefined, kind, name: '', price: '', capacity: 100, rows };
}

export function newDraft(timeZone: string): EventDraft {
  return {
    title: '',
    description: '',
    category: 'concert',
    venue: { name: '', city: '', address: '', timezone: timeZone },
    startsAt: '',
    endsAt: '',
    image: null,
    currency: 'EUR',
    maxPerCustomer: 8,
    tiers: [{ ...newTier('general'), name: 'General admission' }],
  };
}

/** The part of an event that may be edited. Times are those that the form can show: of whole minutes. */
export function inputOf(event: Event): EventInput {
  const { title, description, category, venue, image, currency, maxPerCustomer, tiers } = event;
  return {
    ...{ title, description, category, venue, image, currency, maxPerCustomer },
    startsAt: toMinute(event.startsAt),
    endsAt: toMinute(event.endsAt),
    tiers: tiers.map(({ id, kind, name, price, capacity, rows }) =>
      kind === 'general' ? { id, kind, name, price, capacity } : { id, kind, name, price, rows },
    ),
  };
}

const toMinute = (iso: string): string => `${iso.slice(0, 16)}:00.000Z`;

export function draftOf(input: EventInput): EventDraft {
  const { venue, currency } = input;
  return {
    ...input,
    startsAt: toLocalInput(input.startsAt, venue.timezone),
    endsAt: toLocalInput(input.endsAt, venue.timezone),
    tiers: input.tiers.map((tier) => ({
      key: tier.id ?? newTierKey(),
      id: tier.id,
      kind: tier.kind,
      name: tier.name,
      price: tier.price.amount / 10 ** minorDigits(currency),
      capacity: tier.kind === 'general' ? tier.capacity : '',
      rows: tier.kind === 'seated' ? tier.rows : [],
    })),
  };
}

/** What would be sent. Where something is missing it has a value that no check lets pass. */
export function toInput(draft: EventDraft): EventInput {
  const { venue, currency } = draft;
  return {
    ...draft,
    startsAt: fromLocalInput(draft.startsAt, venue.timezone) ?? '',
    endsAt: fromLocalInput(draft.endsAt, venue.timezone) ?? '',
    maxPerCustomer: toNumber(draft.maxPerCustomer),
    tiers: draft.tiers.map(({ id, kind, name, price, capacity, rows }) => ({
      ...(id !== undefined && { id }),
      name,
      price: { amount: Math.round(toNumber(price) * 10 ** minorDigits(currency)), currency },
      ...(kind === 'general'
        ? { kind, capacity: toNumber(capacity) }
        : { kind, rows: rows.map(({ row, seats }) => ({ row, seats: toNumber(seats) })) }),
    })),
  };
}

const toNumber = (typed: Typed): number => (typed === '' ? NaN : Number(typed));

/** How many digits a currency has behind the point: EUR 2, JPY 0. */
export function minorDigits(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** Only what differs: what is not sent cannot undo what somebody else has changed. */
export function changesOf(base: EventInput, mine: EventInput): Partial<EventInput> {
  const changed = Object.entries(mine).filter(([name, value]) => !isSame(value, base[name as keyof EventInput]));
  return Object.fromEntries(changed);
}

/** Values of JSON, in whatever order their members stand. */
export const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
