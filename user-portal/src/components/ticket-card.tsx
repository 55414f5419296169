import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { IconCalendarPlus, IconPrinter } from '@tabler/icons-react';
import type { Ticket } from '@ticketlab/contracts/http/tickets';
import { formatDateTime } from '@ticketlab/ui/format/format.ts';
import classes from './ticket-card.module.css';
import { TicketQr } from './ticket-qr.tsx';

/** A ticket as one shows it at the door, or on paper. */
export function TicketCard(props: { ticket: Ticket; onPrint: () => void; onCalendar: () => void }) {
  const { ticket } = props;
  return (
    <article className={classes['ticket']} data-status={ticket.status} aria-label={`Ticket ${ticket.id.slice(-8)}`}>
      <div className={classes['stub']}>
        <TicketQr ticket={ticket} />
        <Text size="sm" ff="monospace" ta="center">
          {ticket.id.slice(-8)}
        </Text>
      </div>
      <div className={classes['body']}>
        <TicketStatus ticket={ticket} />
        <Title order={3} size="h4">
          {ticket.eventTitle}
        </Title>
        <Text>
          <time dateTime={ticket.startsAt}>{formatDateTime(ticket.startsAt)}</time>
        </Text>
        <Text>{ticket.venueName}</Text>
        <Text fw={650}>
          {ticket.tierName}
          {ticket.seatId !== null && `, ${seatInWords(ticket.seatId)}`}
        </Text>
        {ticket.status !== 'void' && (
          <Group gap="xs" mt="auto" pt="xs" className={classes['actions'] ?? ''}>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPrinter size={16} aria-hidden />}
              onClick={props.onPrint}
            >
              Print
            </Button>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconCalendarPlus size={16} aria-hidden />}
              onClick={props.onCalendar}
            >
              Calendar file
            </Button>
          </Group>
        )}
      </div>
    </article>
  );
}

function TicketStatus({ ticket }: { ticket: Ticket }) {
  const shared = { variant: 'filled', tt: 'none', fw: 600 } as const;
  if (ticket.status === 'void') {
    return (
      <Badge {...shared} color="gray.7">
        Void
      </Badge>
    );
  }
  if (ticket.status === 'checked-in') {
    return (
      <Badge {...shared} color="blue.8">
        Used{ticket.checkedInAt !== null && `, ${formatDateTime(ticket.checkedInAt)}`}
      </Badge>
    );
  }
  return (
    <Badge {...shared} color="teal.9">
      Valid
    </Badge>
  );
}

function seatInWords(seatId: string): string {
  const [row, seat] = seatId.split('-');
  return `row ${row}, seat ${seat}`;
}
