import { Collapse, Button, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { AutoscalerDecision, AutoscalerStatus } from '@ticketlab/contracts/http/autoscaler';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatClock } from '@ticketlab/ui/format/format.ts';
import { useMemo } from 'react';
import { SeriesChart } from '../../components/series-chart.tsx';
import { usageOf } from './decision-words.ts';
import { useTimeline } from './use-autoscaler.ts';

const instances = [
  { name: 'desired', label: 'wanted', color: 'booth.6', step: true },
  { name: 'ready', label: 'ready', color: 'orange.6', step: true, dashed: true },
];

/** Utilisation against its target, and the instances that followed from it. */
export function Timeline({ service }: { service: AutoscalerStatus['services'][number] }) {
  const { data, error, isPending, refetch } = useTimeline(service.service);
  const metrics = useMemo(
    () =>
      service.spec?.metrics.flatMap((one) =>
        one.target.type === 'Utilization' ? [{ name: one.name, target: one.target.percent }] : [],
      ) ?? [],
    [service.spec],
  );
  const rows = useMemo(
    () =>
      (data?.items ?? []).map((decision) =>
        toRow(
          decision,
          metrics.map(({ name }) => name),
        ),
      ),
    [data, metrics],
  );
  const cpu = metrics.find(({ name }) => name === 'cpu') ?? metrics[0];
  const last = data?.items.at(-1);
  return (
    <section aria-labelledby="timeline">
      <Title order={2} size="h4" mb="sm" id="timeline">
        {service.service} over time
      </Title>
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      {isPending && <Skeleton height={440} />}
      {data !== undefined && rows.length === 0 && (
        <EmptyState title="No decision yet">The autoscaler looks every 15 seconds, faster at a higher pace.</EmptyState>
      )}
      {rows.length > 0 && (
        <Stack>
          <SeriesChart
            rows={rows}
            series={metrics.map(({ name }, index) => ({
              name,
              label: `${name}, % of the request`,
              color: index === 0 ? 'grape.6' : 'blue.6',
            }))}
            unit=" %"
            height={200}
            summary={`Utilisation of ${service.service}; the last: ${last === undefined ? 'unknown' : last.text}`}
            {...(cpu !== undefined && { reference: { value: cpu.target, label: `${cpu.name} target` } })}
          />
          <SeriesChart
            rows={rows}
            series={instances}
            height={180}
            summary={`Instances of ${service.service}: ${last?.ready ?? 0} ready, ${last?.desired ?? 0} wanted`}
          />
          <Decisions items={data?.items ?? []} />
        </Stack>
      )}
    </section>
  );
}

function toRow(decision: AutoscalerDecision, metrics: readonly string[]) {
  return {
    at: formatClock(decision.at),
    desired: decision.desired,
    ready: decision.ready,
    ...Object.fromEntries(metrics.map((name) => [name, usageOf(decision, name)])),
  };
}

function Decisions({ items }: { items: readonly AutoscalerDecision[] }) {
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <div>
      <Button variant="default" size="xs" onClick={toggle} aria-expanded={opened}>
        {opened ? 'Hide' : 'Show'} every decision
      </Button>
      <Collapse expanded={opened}>
        <Table verticalSpacing="xs" mt="sm" className="tabular">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>At</Table.Th>
              <Table.Th>From → to</Table.Th>
              <Table.Th>Why</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items
              .slice(-40)
              .toReversed()
              .map((decision) => (
                <Table.Tr key={decision.at}>
                  <Table.Td>{formatClock(decision.at)}</Table.Td>
                  <Table.Td>
                    {decision.current} → {decision.desired}
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">{decision.text}</Text>
                  </Table.Td>
                </Table.Tr>
              ))}
          </Table.Tbody>
        </Table>
      </Collapse>
    </div>
  );
}
