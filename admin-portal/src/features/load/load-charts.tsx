import { SimpleGrid } from '@mantine/core';
import type { LoadProgress } from '@ticketlab/contracts/http/load-runs';
import { useMemo } from 'react';
import { Panel } from '../../components/panel.tsx';
import { type Series, SeriesChart } from '../../components/series-chart.tsx';

const rates: Series[] = [
  { name: 'started', label: 'started', color: 'gray.6', dashed: true },
  { name: 'finished', label: 'finished', color: 'booth.6' },
  { name: 'failed', label: 'failed', color: 'red.6' },
];
const latencies: Series[] = [
  { name: 'p50', label: 'p50', color: 'blue.6' },
  { name: 'p95', label: 'p95', color: 'grape.6' },
  { name: 'p99', label: 'p99', color: 'orange.6' },
];

/** Journeys a second, and how long they took. */
export function LoadCharts({ points }: { points: LoadProgress['recent'] }) {
  const rows = useMemo(
    () => points.map(({ second, ...values }) => ({ ...values, at: `${Math.round(second)} s` })),
    [points],
  );
  const last = points.at(-1);
  if (last === undefined) return null;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <Panel title="Journeys a second">
        <SeriesChart
          rows={rows}
          series={rates}
          summary={`${last.finished} finished and ${last.failed} failed in the last second`}
        />
      </Panel>
      <Panel title="Latency of journeys">
        <SeriesChart
          rows={rows}
          series={latencies}
          unit=" ms"
          summary={`Median ${Math.round(last.p50)} ms, p95 ${Math.round(last.p95)} ms, p99 ${Math.round(last.p99)} ms`}
        />
      </Panel>
    </SimpleGrid>
  );
}
