import type { Event } from '@ticketlab/contracts/http/events';
import type { NewEvent } from '@ticketlab/service-kit/messaging/outbox';

export type News = 'created' | 'published' | 'updated' | 'cancelled';

/**
 * What the topic event-notifications is told of a change. Each version of an event comes with exactly one of these, so
 * the version is the aggregate version. `actor` is `admin:<id>` or undefined for the service itself.
 */
export function toNews(news: News, event: Event, actor: string | undefined): NewEvent {
  const common = { subject: event.id, aggregateVersion: event.version, actor };
  if (news === 'cancelled') {
    const data = { eventId: event.id, title: event.title, reason: event.cancelReason ?? '' };
    return { ...common, type: 'ticketlab.event.cancelled.v1', data };
  }
  return { ...common, type: `ticketlab.event.${news}.v1`, data: { event } };
}
