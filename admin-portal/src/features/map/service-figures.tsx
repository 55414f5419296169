import { SimpleGrid, Text } from '@mantine/core';
import type { HistoryPoint } from '@ticketlab/contracts/http/lab';
import { formatNumber } from '@ticketlab/ui/format/format.ts';
import { Sparkline } from '../../components/sparkline.tsx';
import { pointOf, type ServicePoint } from '../../lib/lab/use-live-points.ts';

const figures: { label: string; unit: string; of: (row: ServicePoint) => number | null }[] = [
  { label: 'Requests', unit: '/s', of: ({ requestsPerSecond }) => requestsPerSecond },
  { label: 'p95', unit: ' ms', of: ({ p95Ms }) => p95Ms },
  { label: 'Errors', unit: ' %', of: ({ errorPercent }) => errorPercent },
  { label: 'CPU', unit: ' m', of: ({ cpuMillicores }) => cpuMillicores },
  { label: 'Memory, largest', unit: ' MB', of: ({ memoryBytes }) => memoryBytes / 1_000_000 },
];

/** How a service does, now and over the last quarter of an hour. */
export function ServiceFigures({ service, points }: { service: string; points: readonly HistoryPoint[] }) {
  const rows = points.map((point) => pointOf(point, service)).filter((row) => row !== undefined);
  return (
    <SimpleGrid cols={2} spacing="md" verticalSpacing="sm">
      {figures.map(({ label, unit, of }) => {
        const values = rows.map(of);
        const now = values.at(-1) ?? null;
        return (
          <div key={label}>
            <Text size="xs">{label}</Text>
            <Text fw={650} className="tabular">
              {now === null ? 'no requests' : formatNumber(now) + unit}
            </Text>
            <Sparkline values={values} />
          </div>
        );
      })}
    </SimpleGrid>
  );
}
