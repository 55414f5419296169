import { Skeleton, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { LabInstances } from '@ticketlab/contracts/http/lab';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatNumber, formatRelative } from '@ticketlab/ui/format/format.ts';
import { ScrollRegion } from '../../components/scroll-region.tsx';

const pollMs = 2_000;

/** Every instance with its phase, usage and restarts. */
export function ServiceInstances({ service }: { service: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/lab/instances'],
    queryFn: ({ signal }) => api.get<LabInstances>('/api/lab/instances', undefined, signal),
    refetchInterval: pollMs,
  });
  const found = data?.services.find((row) => row.service === service);
  return (
    <div>
      <Title order={3} size="h5" mb={6}>
        Instances
      </Title>
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data === undefined && error === null && <Skeleton height={72} />}
      {data !== undefined && (found?.instances.length ?? 0) === 0 && <Text size="sm">There are none.</Text>}
      {found !== undefined && found.instances.length > 0 && (
        <ScrollRegion label={`Instances of ${service}`}>
          <Table fz="sm" className="tabular">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Instance</Table.Th>
                <Table.Th scope="col">Phase</Table.Th>
                <Table.Th scope="col" ta="right">
                  CPU
                </Table.Th>
                <Table.Th scope="col" ta="right">
                  Memory
                </Table.Th>
                <Table.Th scope="col" ta="right">
                  Restarts
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.instances.map((instance) => (
                <Table.Tr key={instance.id}>
                  <Table.Th scope="row" fw={500}>
                    {instance.id}
                    {instance.readyAt !== null && <Text size="xs">ready since {formatRelative(instance.readyAt)}</Text>}
                  </Table.Th>
                  <Table.Td>
                    {instance.phase}
                    {instance.reason !== null && instance.phase !== 'ready' && <Text size="xs">{instance.reason}</Text>}
                  </Table.Td>
                  <Table.Td ta="right">{orDash(instance.cpuMillicores, ' m')}</Table.Td>
                  <Table.Td ta="right">
                    {orDash(instance.memoryBytes === null ? null : instance.memoryBytes / 1_000_000, ' MB')}
                  </Table.Td>
                  <Table.Td ta="right">{instance.restarts}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
      )}
    </div>
  );
}

const orDash = (value: number | null, unit: string): string =>
  value === null ? '–' : formatNumber(Math.round(value)) + unit;
