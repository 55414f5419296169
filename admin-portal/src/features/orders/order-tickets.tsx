import { Skeleton, Table, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import type { Ticket } from '@ticketlab/contracts/http/tickets';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatDateTime } from '@ticketlab/ui/format/format.ts';
import { Panel } from '../../components/panel.tsx';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { ShortId } from '../../components/short-id.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import type { Page } from '../../lib/use-pages.ts';

export function OrderTickets(props: { tickets: UseQueryResult<Page<Ticket>>; state: OrderState }) {
  const { data, error, refetch } = props.tickets;
  return (
    <Panel title="Tickets">
      {data === undefined &&
        (error === null ? <Skeleton height={60} /> : <ErrorState error={error} onRetry={refetch} />)}
      {data?.items.length === 0 && (
        <Text size="sm">
          {props.state === 'CONFIRMED' ? 'They are being issued.' : 'Tickets are issued once the order is paid.'}
        </Text>
      )}
      {data !== undefined && data.items.length > 0 && (
        <ScrollRegion label="Tickets">
          <Table className="tabular" miw={480}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Ticket</Table.Th>
                <Table.Th scope="col">State</Table.Th>
                <Table.Th scope="col">Tier</Table.Th>
                <Table.Th scope="col">Seat</Table.Th>
                <Table.Th scope="col">Let in</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((ticket) => (
                <Table.Tr key={ticket.id}>
                  <Table.Td>
                    <ShortId id={ticket.id} />
                  </Table.Td>
                  <Table.Td>
                    <StateBadge state={ticket.status} />
                  </Table.Td>
                  <Table.Td>{ticket.tierName}</Table.Td>
                  <Table.Td>{ticket.seatId ?? 'any'}</Table.Td>
                  <Table.Td>{ticket.checkedInAt === null ? 'not yet' : formatDateTime(ticket.checkedInAt)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
      )}
    </Panel>
  );
}
