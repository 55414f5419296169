import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { Link } from 'react-router';
import { TicketList } from '../../components/ticket-list.tsx';
import type { OrderDetail } from '../../lib/use-order.ts';
import type { useOrderTickets } from '../../lib/use-order-tickets.ts';

/** The order is confirmed: its tickets, as soon as they are issued. */
export function Bought({ order, tickets }: { order: OrderDetail; tickets: ReturnType<typeof useOrderTickets> }) {
  const wanted = order.items.reduce((sum, { quantity }) => sum + quantity, 0);
  const issued = tickets.data?.data.items ?? [];
  return (
    <Stack gap="lg">
      <div role="status" className="screen-only">
        <Text size="lg">
          {issued.length < wanted
            ? 'Your payment has arrived and the places are yours. The tickets follow in a moment.'
            : wanted === 1
              ? 'Your ticket is here. Show the code at the door, on this screen or on paper.'
              : `Your ${wanted} tickets are here. Show the codes at the door, on this screen or on paper.`}
        </Text>
      </div>
      {tickets.error !== null && (
        <ErrorState error={tickets.error} title="The tickets cannot be shown right now" onRetry={tickets.refetch} />
      )}
      {issued.length === 0 && tickets.error === null && (
        <Alert color="blue" icon={<Loader size={20} aria-hidden />} title="Tickets are being issued" />
      )}
      <TicketList tickets={issued} />
      <Group gap="sm" className="screen-only">
        <Button component={Link} to="/tickets" variant="default">
          All my tickets
        </Button>
        <Button component={Link} to="/" variant="subtle">
          See what else is on
        </Button>
      </Group>
    </Stack>
  );
}
