import { Anchor, Progress, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { sellThroughSchema } from '@ticketlab/contracts/http/tickets';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatDay, formatNumber } from '@ticketlab/ui/format/format.ts';
import { Link } from 'react-router';
import { Panel } from '../../components/panel.tsx';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import type { Page } from '../../lib/use-pages.ts';

type SellThroughRow = ReturnType<typeof sellThroughSchema.parse>;

const shown = 10;
const pollMs = 10_000;

/** How much of each event is sold. */
export function SellThrough() {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/tickets/sell-through', shown],
    queryFn: ({ signal }) => api.get<Page<SellThroughRow>>('/api/tickets/sell-through', { limit: shown }, signal),
    refetchInterval: pollMs,
  });
  return (
    <Panel title="Sell-through" lead="The newest events on sale">
      {data === undefined &&
        (error === null ? <Skeleton height={240} /> : <ErrorState error={error} onRetry={refetch} />)}
      {data?.items.length === 0 && <Text size="sm">Nothing is on sale.</Text>}
      {data !== undefined && data.items.length > 0 && (
        <ScrollRegion label="Sell-through">
          <Table className="tabular">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Event</Table.Th>
                <Table.Th scope="col" visibleFrom="sm">
                  Day
                </Table.Th>
                <Table.Th scope="col" ta="right">
                  Sold
                </Table.Th>
                <Table.Th scope="col" ta="right" visibleFrom="sm">
                  Reserved
                </Table.Th>
                <Table.Th scope="col" w="30%">
                  Share sold
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((row) => (
                <SellThroughLine key={row.eventId} row={row} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
      )}
    </Panel>
  );
}

function SellThroughLine({ row }: { row: SellThroughRow }) {
  const { eventId, title, startsAt, capacity, reserved, sold } = row;
  const share = capacity === 0 ? 0 : (sold / capacity) * 100;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Anchor component={Link} to={`/events/${eventId}`} fw={600} size="sm">
          {title}
        </Anchor>
      </Table.Th>
      <Table.Td visibleFrom="sm">{startsAt === null ? '' : formatDay(startsAt)}</Table.Td>
      <Table.Td ta="right">
        {formatNumber(sold)} of {formatNumber(capacity)}
      </Table.Td>
      <Table.Td ta="right" visibleFrom="sm">
        {formatNumber(reserved)}
      </Table.Td>
      <Table.Td>
        <Progress value={share} size="md" aria-label={`Sold of ${title}`} />
        <Text size="xs">{formatNumber(share)} %</Text>
      </Table.Td>
    </Table.Tr>
  );
}
