import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { FollowEvents } from '../usecases/follow-events.ts';

type EventNews = Extract<TicketlabEvent, { type: `ticketlab.event.${string}` }>;

export function createEventNotificationsHandler(deps: { followEvents: FollowEvents }) {
  return async (event: TicketlabEvent): Promise<void> => {
    if (isEventNews(event)) await deps.followEvents(event);
  };
}

function isEventNews(event: TicketlabEvent): event is EventNews {
  return event.type.startsWith('ticketlab.event.');
}
