import type { Event } from '@ticketlab/contracts/http/events';
import type { Notice } from './notice.ts';

/** What is remembered of an event, to notice what matters to those who hold tickets. */
export interface KnownEvent {
  id: string;
  /** Of the last event that was taken in, from the topic's counting. */
  version: number;
  title: string;
  startsAt: string;
  endsAt: string;
  venue: string;
}

export function toKnownEvent({ id, title, startsAt, endsAt, venue }: Event, version: number): KnownEvent {
  return { id, version, title, startsAt, endsAt, venue: `${venue.name}, ${venue.address}, ${venue.city}` };
}

/** What ticket holders are told of a change: another time or another place; undefined for anything else. */
export function toChangeNotice(known: KnownEvent, event: Event, source: string): Notice | undefined {
  const next = toKnownEvent(event, known.version);
  const moved = next.venue !== known.venue;
  const rescheduled = next.startsAt !== known.startsAt || next.endsAt !== known.endsAt;
  if (!moved && !rescheduled) return undefined;
  const when = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: event.venue.timezone,
  }).format(new Date(event.startsAt));
  return {
    source,
    kind: 'event-changed',
    title: `${event.title} has changed`,
    body: [
      ...(rescheduled ? [`New time: ${when} (${event.venue.timezone}).`] : []),
      ...(moved ? [`New place: ${next.venue}.`] : []),
      'Your tickets stay valid.',
    ].join(' '),
    link: `/events/${event.id}`,
    email: true,
  };
}

export function toCancellationNotice(data: { eventId: string; title: string; reason: string }, source: string): Notice {
  return {
    source,
    kind: 'event-cancelled',
    title: `${data.title} is cancelled`,
    body: `Reason: ${data.reason} Your money comes back by itself; you need not do anything.`,
    link: `/events/${data.eventId}`,
    email: true,
  };
}
