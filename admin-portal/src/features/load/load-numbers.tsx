import { Paper, SimpleGrid, Text } from '@mantine/core';
import type { LoadProgress } from '@ticketlab/contracts/http/load-runs';
import { formatNumber } from '@ticketlab/ui/format/format.ts';

/** The run in eight figures. */
export function LoadNumbers({ progress }: { progress: LoadProgress }) {
  const figures: [string, string][] = [
    ['started', formatNumber(progress.started)],
    ['in flight', formatNumber(progress.inFlight)],
    ['completed', formatNumber(progress.completed)],
    ['failed', formatNumber(progress.failed)],
    ['failed by the lab', formatNumber(progress.injected)],
    ['p50', `${formatNumber(progress.p50Ms)} ms`],
    ['p95', `${formatNumber(progress.p95Ms)} ms`],
    ['p99', `${formatNumber(progress.p99Ms)} ms`],
  ];
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 4 }} spacing="sm" m={0}>
      {figures.map(([name, value]) => (
        <Paper key={name} withBorder p="sm">
          <Text component="dt" size="sm">
            {name}
          </Text>
          <Text component="dd" m={0} fw={700} size="lg" className="tabular">
            {value}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
