import type { Event } from '@ticketlab/contracts/http/events';
import { formatIn, formatMoney } from '@ticketlab/ui/format/format.ts';
import { type EventInput, isSame, type TierInput } from './event-draft.ts';

export type Side = 'mine' | 'theirs';

/** One thing about an event that one of two editors, or both, changed. */
export interface Difference {
  key: string;
  label: string;
  before: string;
  mine: string;
  theirs: string;
  /** Who changed it; of `both` somebody has to choose. */
  changedBy: Side | 'both';
}

interface Field {
  label: string;
  value: unknown;
  text: string;
}

const absent: Field = { label: '', value: undefined, text: 'not there' };

/** What differs between two edits of the same version. What both changed alike is no difference. */
export function compareEdits(base: EventInput, mine: EventInput, theirs: EventInput): Difference[] {
  const [before, my, their] = [fieldsOf(base), fieldsOf(mine), fieldsOf(theirs)];
  const keys = new Set([...before.keys(), ...their.keys(), ...my.keys()]);
  return [...keys].flatMap((key): Difference[] => {
    const [old, one, other] = [before, my, their].map((fields) => fields.get(key) ?? absent) as [Field, Field, Field];
    if (isSame(one.value, other.value)) return [];
    const changedBy = isSame(old.value, other.value) ? 'mine' : isSame(old.value, one.value) ? 'theirs' : 'both';
    const label = one.label || other.label || old.label;
    return [{ key, label, before: old.text, mine: one.text, theirs: other.text, changedBy }];
  });
}

/** Their version with mine where mine was chosen. */
export function mergeEdits(mine: EventInput, theirs: EventInput, choices: ReadonlyMap<string, Side>): EventInput {
  const takesMine = (key: string): boolean => choices.get(key) === 'mine';
  const pick = <K extends keyof EventInput>(key: K): EventInput[K] => (takesMine(key) ? mine : theirs)[key];
  const place = (key: keyof Event['venue']): string => (takesMine(`venue.${key}`) ? mine : theirs).venue[key];
  return {
    title: pick('title'),
    description: pick('description'),
    category: pick('category'),
    venue: { name: place('name'), city: place('city'), address: place('address'), timezone: place('timezone') },
    startsAt: pick('startsAt'),
    endsAt: pick('endsAt'),
    image: pick('image'),
    currency: pick('currency'),
    maxPerCustomer: pick('maxPerCustomer'),
    tiers: mergeTiers(mine, theirs, takesMine),
  };
}

function mergeTiers(mine: EventInput, theirs: EventInput, takesMine: (key: string) => boolean): TierInput[] {
  const my = tiersOf(mine);
  const their = tiersOf(theirs);
  const keys = new Set([...their.keys(), ...my.keys()]);
  return [...keys].flatMap((key) => {
    const same = isSame(my.get(key), their.get(key));
    const tier = (same || !takesMine(key) ? their : my).get(key);
    return tier === undefined ? [] : [tier];
  });
}

/** By id; new ones by their place among the new ones. */
function tiersOf({ tiers }: EventInput): Map<string, TierInput> {
  let fresh = 0;
  return new Map(tiers.map((tier) => [`tier:${tier.id ?? `new-${(fresh += 1)}`}`, tier]));
}

function fieldsOf(input: EventInput): Map<string, Field> {
  const { venue } = input;
  const plain = (label: string, value: string | number): Field => ({ label, value, text: String(value) || 'empty' });
  return new Map<string, Field>([
    ['title', plain('Title', input.title)],
    ['description', plain('Description', input.description)],
    ['category', plain('Category', input.category)],
    ['venue.name', plain('Venue', venue.name)],
    ['venue.city', plain('City', venue.city)],
    ['venue.address', plain('Address', venue.address)],
    ['venue.timezone', plain('Time zone', venue.timezone)],
    ['startsAt', { label: 'Starts', value: input.startsAt, text: formatIn(venue.timezone, input.startsAt) }],
    ['endsAt', { label: 'Ends', value: input.endsAt, text: formatIn(venue.timezone, input.endsAt) }],
    ['currency', plain('Currency', input.currency)],
    ['maxPerCustomer', plain('Most tickets per customer', input.maxPerCustomer)],
    ...[...tiersOf(input)].map(([key, tier]): [string, Field] => [
      key,
      { label: `Tier “${tier.name}”`, value: tier, text: describeTier(tier) },
    ]),
  ]);
}

function describeTier(tier: TierInput): string {
  const price = formatMoney(tier.price);
  if (tier.kind === 'general') return `${tier.name}, ${price}, ${tier.capacity} places`;
  return `${tier.name}, ${price}, rows ${tier.rows.map(({ row, seats }) => `${row} (${seats})`).join(', ')}`;
}
