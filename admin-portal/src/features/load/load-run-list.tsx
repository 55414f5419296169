import { Anchor, Skeleton, Table, Text } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatDateTime, formatNumber } from '@ticketlab/ui/format/format.ts';
import { Link } from 'react-router';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { useLoadRuns } from './use-load-runs.ts';

/** The latest twenty, the newest first. */
export function LoadRunList() {
  const { data, error, isPending, refetch } = useLoadRuns();
  if (error !== null) return <ErrorState error={error} onRetry={refetch} />;
  if (isPending) return <Skeleton height={80} />;
  if (data.items.length === 0) return <Text>Nothing was run yet. Start with smoke; it takes half a minute.</Text>;
  return (
    <ScrollRegion label="Load runs">
      <Table verticalSpacing="xs" className="tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Started</Table.Th>
            <Table.Th>Scenario</Table.Th>
            <Table.Th>Journeys</Table.Th>
            <Table.Th>p95</Table.Th>
            <Table.Th>Verdict</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.items.map((run) => (
            <Table.Tr key={run.id}>
              <Table.Td>
                <Anchor component={Link} to={`/lab/load/${run.id}`} underline="always">
                  {formatDateTime(run.startedAt)}
                </Anchor>
              </Table.Td>
              <Table.Td>{run.scenario}</Table.Td>
              <Table.Td>{run.progress === null ? '–' : formatNumber(run.progress.completed)}</Table.Td>
              <Table.Td>{run.progress === null ? '–' : `${formatNumber(run.progress.p95Ms)} ms`}</Table.Td>
              <Table.Td>
                <VerdictBadge kind={run.verdict?.kind ?? run.state} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}
