import { useQueryClient } from '@tanstack/react-query';
import type { Event } from '@ticketlab/contracts/http/events';
import type { Ticket } from '@ticketlab/contracts/http/tickets';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { toCalendarFile } from './calendar-file.ts';

/** Hands a ticket's event to the browser as a calendar file; without the catalogue it has neither end nor address. */
export function useCalendarFile(): (ticket: Ticket) => Promise<void> {
  const api = useApi();
  const queries = useQueryClient();
  return async (ticket) => {
    const event = await queries
      .query({
        queryKey: ['events', 'one', ticket.eventId],
        queryFn: ({ signal }) => api.request<Event>(`/api/events/${ticket.eventId}`, { signal }),
        retry: false,
      })
      .then(
        ({ data }) => data,
        () => undefined,
      );
    const seat = ticket.seatId === null ? '' : `, seat ${ticket.seatId}`;
    const file = toCalendarFile({
      uid: `${ticket.id}@ticketlab`,
      title: ticket.eventTitle,
      startsAt: ticket.startsAt,
      endsAt: event?.endsAt,
      location:
        event === undefined ? ticket.venueName : `${event.venue.name}, ${event.venue.address}, ${event.venue.city}`,
      description: `${ticket.tierName}${seat}\nTicket ${ticket.id.slice(-8)}\n${window.location.origin}/orders/${ticket.orderId}`,
    });
    save(file, `ticket-${ticket.id.slice(-8)}.ics`);
  };
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
