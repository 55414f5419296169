import { Anchor, Skeleton, Table, Text } from '@mantine/core';
import type { Experiment } from '@ticketlab/contracts/http/experiments';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatDateTime } from '@ticketlab/ui/format/format.ts';
import { Link } from 'react-router';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { useExperiments } from './use-experiments.ts';

/** The experiments since the controller started, the newest first. */
export function ExperimentList() {
  const { data, error, isPending, refetch } = useExperiments();
  if (error !== null) return <ErrorState error={error} onRetry={refetch} />;
  if (isPending) return <Skeleton height={80} />;
  if (data.items.length === 0) return <Text>No experiment was run yet.</Text>;
  return (
    <ScrollRegion label="Experiments">
      <Table verticalSpacing="xs" className="tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Started</Table.Th>
            <Table.Th>Service</Table.Th>
            <Table.Th>Load</Table.Th>
            <Table.Th>Predicted peak</Table.Th>
            <Table.Th>Verdict</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.items.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>
                <Anchor component={Link} to={`/lab/autoscaling/experiments/${one.id}`} underline="always">
                  {formatDateTime(one.startedAt)}
                </Anchor>
              </Table.Td>
              <Table.Td>{one.service}</Table.Td>
              <Table.Td>{toLoad(one)}</Table.Td>
              <Table.Td>{one.prediction?.peak ?? '–'}</Table.Td>
              <Table.Td>
                <VerdictBadge
                  kind={one.verdict?.kind ?? (one.dryRun && one.state === 'ended' ? 'predicted' : one.state)}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}

/** `400 millicores for 180 s, 5 times faster` */
export function toLoad({ wish, holdSeconds, timeScale }: Experiment): string {
  const pace = timeScale === 1 ? '' : `, ${timeScale} times faster`;
  return `${wish.amount} ${wish.kind === 'cpu' ? 'millicores' : 'MiB'} for ${holdSeconds} s${pace}`;
}
