import type { Ticket } from '@ticketlab/contracts/http/tickets';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useCalendarFile } from '../lib/use-calendar-file.ts';
import { TicketCard } from './ticket-card.tsx';
import classes from './ticket-list.module.css';

/** Tickets below each other. Printing one leaves the others out. */
export function TicketList({ tickets }: { tickets: readonly Ticket[] }) {
  const [printed, setPrinted] = useState<string>();
  const saveCalendarFile = useCalendarFile();
  const print = (ticketId: string): void => {
    flushSync(() => setPrinted(ticketId));
    window.print();
    setPrinted(undefined);
  };
  return (
    <ul className={classes['list']}>
      {tickets.map((ticket) => (
        <li key={ticket.id} data-left-out={printed !== undefined && printed !== ticket.id}>
          <TicketCard
            ticket={ticket}
            onPrint={() => print(ticket.id)}
            onCalendar={() => void saveCalendarFile(ticket)}
          />
        </li>
      ))}
    </ul>
  );
}
