import { z } from 'zod';
import {
  currencySchema,
  idSchema,
  moneySchema,
  pageQuerySchema,
  pageSchema,
  queryTextSchema,
  textSchema,
  timestampSchema,
} from '../primitives.ts';

export const categories = [
  'concert',
  'theatre',
  'comedy',
  'sport',
  'conference',
  'exhibition',
  'festival',
  'workshop',
] as const;
export const categorySchema = z.enum(categories);

export const eventStatusSchema = z.enum(['draft', 'published', 'cancelled', 'finished']);
export type EventStatus = z.output<typeof eventStatusSchema>;

const timezoneSchema = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'an IANA time zone such as Europe/Berlin');

const venueSchema = z.strictObject({
  name: textSchema({ max: 120 }),
  city: textSchema({ max: 80 }),
  address: textSchema({ max: 200 }),
  timezone: timezoneSchema,
});

/** Rows of seats; a seat's id is `<row>-<number>`, numbers run from 1 to `seats`. */
const seatRowSchema = z.strictObject({
  row: z.string().regex(/^[A-Z]{1,2}$/, 'one or two capital letters'),
  seats: z.int().min(1).max(100),
});

const tierCommon = {
  name: textSchema({ max: 60 }),
  price: moneySchema,
};

/** What an admin sends. A tier keeps its id when sent with it; a new one gets its id from the service. */
export const tierInputSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    id: idSchema.optional(),
    kind: z.literal('general'),
    ...tierCommon,
    capacity: z.int().min(1).max(200_000),
  }),
  z.strictObject({
    id: idSchema.optional(),
    kind: z.literal('seated'),
    ...tierCommon,
    rows: z.array(seatRowSchema).min(1).max(100),
  }),
]);

export const tierSchema = z
  .object({
    id: idSchema,
    kind: z.enum(['general', 'seated']),
    name: z.string(),
    price: moneySchema,
    capacity: z.int().min(1).describe('places; of a seated tier the number of its seats'),
    rows: z.array(seatRowSchema).describe('empty for general admission'),
  })
  .meta({ id: 'Tier' });
export type Tier = z.output<typeof tierSchema>;

export const eventSchema = z
  .object({
    id: idSchema,
    version: z.int().min(1).describe('what ETag and If-Match carry'),
    status: eventStatusSchema,
    title: z.string(),
    description: z.string(),
    category: categorySchema,
    venue: venueSchema,
    startsAt: timestampSchema,
    endsAt: timestampSchema,
    image: z.string().nullable().describe('name of a shape the portals draw, or null'),
    currency: currencySchema,
    maxPerCustomer: z.int().min(1),
    tiers: z.array(tierSchema),
    cancelReason: z.string().nullable(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: 'Event' });
export type Event = z.output<typeof eventSchema>;

const eventFields = {
  title: textSchema({ max: 140 }),
  description: textSchema({ min: 0, max: 5000, multiline: true }),
  category: categorySchema,
  venue: venueSchema,
  startsAt: timestampSchema,
  endsAt: timestampSchema,
  image: textSchema({ max: 60 }).nullable(),
  currency: currencySchema,
  maxPerCustomer: z.int().min(1).max(100_000),
  tiers: z.array(tierInputSchema).min(1).max(20),
};

export const createEventBodySchema = z.strictObject({
  ...eventFields,
  description: eventFields.description.default(''),
  image: eventFields.image.default(null),
  currency: currencySchema.default('EUR'),
  maxPerCustomer: eventFields.maxPerCustomer.default(8),
});
export const updateEventBodySchema = z.strictObject(eventFields).partial();
export const cancelEventBodySchema = z.strictObject({ reason: textSchema({ max: 500 }) });

export const eventSortSchema = z.enum(['relevance', 'startsAt', '-startsAt', 'price', '-price', 'title']);

export const eventListQuerySchema = pageQuerySchema.extend({
  q: queryTextSchema(200).optional().describe('words, tolerant of typos; the last one matches as a prefix'),
  category: categorySchema.optional(),
  city: queryTextSchema(80).optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
  maxPrice: z.coerce.number().int().min(0).optional().describe('minor units'),
  sort: eventSortSchema.optional().describe('default: relevance with q, startsAt without'),
  status: eventStatusSchema.optional().describe('admins only; everybody else sees published events'),
});

/** What a list shows: the event without its seat plan. */
export const eventSummarySchema = eventSchema
  .omit({ tiers: true, description: true })
  .extend({ priceFrom: moneySchema, priceTo: moneySchema, seated: z.boolean() })
  .meta({ id: 'EventSummary' });

const facetSchema = z.array(z.object({ value: z.string(), count: z.int() }));

export const eventPageSchema = pageSchema(eventSummarySchema).extend({
  total: z.int(),
  facets: z.object({ category: facetSchema, city: facetSchema }),
});

export const activeEventsSchema = z.object({ items: z.array(eventSummarySchema), nextCursor: z.null() });

export const ifMatchHeadersSchema = z.object({ 'if-match': z.string().max(40).optional() });
