import { Schema } from 'mongoose';
import { type NewEvent, type StoredEvent, toStoredEvent } from '../messaging/events.ts';

/** An event inside the document whose change it reports, until the relay has published it. */
export interface PendingEvent {
  id: string;
  topic: string;
  subject: string;
  /** The stored event as JSON text, because field names of event data are not ours to restrict. */
  json: string;
}

/** Ready for `$push: { pendingEvents: { $each: toPendingEvents([…]) } }`, in the very update that makes the change. */
export function toPendingEvents(events: NewEvent[]): PendingEvent[] {
  return events.map((input) => {
    const { topic, subject, event } = toStoredEvent(input);
    return { id: event.id, topic, subject, json: JSON.stringify(event) };
  });
}

export function parsePendingEvent(pending: PendingEvent): StoredEvent {
  return JSON.parse(pending.json) as StoredEvent;
}

const text = { type: String, required: true } as const;
const pendingEventSchema = new Schema<PendingEvent>(
  { id: text, topic: text, subject: text, json: text },
  { _id: false },
);

/** Schema plugin: the field `pendingEvents`, left out of reads, and the index by which the relay finds it. */
export function withPendingEvents(schema: Schema): void {
  schema.add({ pendingEvents: { type: [pendingEventSchema], select: false, default: undefined } });
  schema.index({ 'pendingEvents.id': 1 }, { sparse: true });
}
