import { Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { servicesHealthSchema } from '@ticketlab/contracts/http/health';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { Panel } from '../../components/panel.tsx';

type Health = ReturnType<typeof servicesHealthSchema.parse>;

const pollMs = 5_000;

/** Where there is no lab: what the gateway knows of the services behind it. */
export function ServicesHealth() {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/services/health'],
    queryFn: ({ signal }) => api.get<Health>('/api/services/health', undefined, signal),
    refetchInterval: pollMs,
  });
  return (
    <Panel
      title="Services"
      lead="As the gateway sees them. Traffic, objectives and the map need the lab, which is switched off here."
    >
      {data === undefined &&
        (error === null ? <Skeleton height={240} /> : <ErrorState error={error} onRetry={refetch} />)}
      {data !== undefined && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Service</Table.Th>
              <Table.Th scope="col">State</Table.Th>
              <Table.Th scope="col">Breaker</Table.Th>
              <Table.Th scope="col" ta="right">
                Instances
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.services.map(({ service, status, breaker, instances }) => (
              <Table.Tr key={service}>
                <Table.Th scope="row">{service}</Table.Th>
                <Table.Td>
                  <Text size="sm" fw={status === 'up' ? 400 : 700}>
                    {status}
                  </Text>
                </Table.Td>
                <Table.Td>{breaker.state}</Table.Td>
                <Table.Td ta="right">{instances.length}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
