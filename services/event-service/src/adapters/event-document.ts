import type { Event } from '@ticketlab/contracts/http/events';
import { withPendingEvents } from '@ticketlab/service-kit/mongo/pending-events';
import type { SweepRule } from '@ticketlab/service-kit/mongo/sweeper';
import mongoose from 'mongoose';

/** An event as MongoDB holds it: dates as dates, and beside the event what the service needs to find and follow it. */
export interface EventDocument extends Omit<Event, 'id' | 'startsAt' | 'endsAt' | 'createdAt' | 'updatedAt'> {
  _id: string;
  startsAt: Date;
  endsAt: Date;
  createdAt: Date;
  updatedAt: Date;
  /** By the store's clock, so that all replicas agree on the order of changes. */
  changedAt: Date;
  /** Set on a deleted draft, which stays for a while so that every replica learns of it. */
  deletedAt?: Date | undefined;
}

export const eventCollection = 'events';

const text = { type: String, required: true };
const number = { type: Number, required: true };
const date = { type: Date, required: true };

const tier = {
  _id: false,
  id: text,
  kind: text,
  name: text,
  price: { amount: number, currency: text },
  capacity: number,
  rows: [{ _id: false, row: text, seats: number }],
};

export const eventDocumentSchema = new mongoose.Schema<EventDocument>(
  {
    _id: text,
    version: number,
    status: text,
    title: text,
    description: { type: String, default: '' },
    category: text,
    venue: { name: text, city: text, address: text, timezone: text },
    startsAt: date,
    endsAt: date,
    image: { type: String, default: null },
    currency: text,
    maxPerCustomer: number,
    tiers: [tier],
    cancelReason: { type: String, default: null },
    createdAt: date,
    updatedAt: date,
    changedAt: { type: Date },
    deletedAt: { type: Date },
  },
  { collection: eventCollection, versionKey: false, autoIndex: false, autoCreate: false },
);
withPendingEvents(eventDocumentSchema);

// every query of mongo-event-store.ts has its index here
eventDocumentSchema.index({ changedAt: 1 });
eventDocumentSchema.index({ status: 1, endsAt: 1 });
eventDocumentSchema.index({ deletedAt: 1 }, { sparse: true });

/** Marks of events that were deleted that long ago go. */
export function deletionRetention(hours: number): SweepRule {
  return { collection: eventCollection, field: 'deletedAt', hours };
}

export function toEvent(document: EventDocument): Event {
  const { version, status, title, description, category, image, currency, maxPerCustomer, cancelReason } = document;
  const { name, city, address, timezone } = document.venue;
  return {
    id: document._id,
    ...{ version, status, title, description, category },
    venue: { name, city, address, timezone },
    startsAt: document.startsAt.toISOString(),
    endsAt: document.endsAt.toISOString(),
    ...{ image, currency, maxPerCustomer },
    tiers: document.tiers.map(({ id, kind, name, price, capacity, rows }) => ({
      ...{ id, kind, name, capacity },
      price: { amount: price.amount, currency: price.currency },
      rows: rows.map(({ row, seats }) => ({ row, seats })),
    })),
    cancelReason,
    createdAt: document.createdAt.toISOString(),
    updatedAt: document.updatedAt.toISOString(),
  };
}

/** What a write sets; the id and the time of the change are not among it. */
export function toFields(event: Event): Omit<EventDocument, '_id' | 'changedAt' | 'deletedAt'> {
  const { version, status, title, description, category, venue, image, currency, maxPerCustomer } = event;
  return {
    ...{ version, status, title, description, category, venue, image, currency, maxPerCustomer },
    startsAt: new Date(event.startsAt),
    endsAt: new Date(event.endsAt),
    tiers: event.tiers,
    cancelReason: event.cancelReason,
    createdAt: new Date(event.createdAt),
    updatedAt: new Date(event.updatedAt),
  };
}
