import { Center, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Ticket } from '@ticketlab/contracts/http/tickets';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import classes from './ticket-card.module.css';

/** The picture for the door. It needs the token, which an image's address cannot carry. */
export function TicketQr({ ticket }: { ticket: Ticket }) {
  const api = useApi();
  const isVoid = ticket.status === 'void';
  const { data, error } = useQuery({
    queryKey: ['tickets', 'qr', ticket.id],
    queryFn: async ({ signal }) => {
      const svg = await new Response(await api.open(`/api/tickets/${ticket.id}/qr.svg`, signal)).text();
      return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    },
    enabled: !isVoid,
    staleTime: Infinity,
  });
  if (isVoid) return <NoCode>No longer valid</NoCode>;
  if (data !== undefined) {
    return (
      <img
        className={classes['qr']}
        src={data}
        alt={`QR code of ticket ${ticket.id.slice(-8)}`}
        data-used={ticket.status === 'checked-in'}
      />
    );
  }
  if (error !== null) return <NoCode>The code cannot be shown right now. It comes by itself.</NoCode>;
  return <Skeleton className={classes['qr'] ?? ''} />;
}

function NoCode({ children }: { children: string }) {
  return (
    <Center className={classes['qr'] ?? ''}>
      <Text size="sm" ta="center">
        {children}
      </Text>
    </Center>
  );
}
