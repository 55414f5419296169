import '@mantine/charts/styles.layer.css';
import { BarChart, CompositeChart } from '@mantine/charts';
import type { HistoryPoint } from '@ticketlab/contracts/http/lab';
import type { OrderStats } from '@ticketlab/contracts/http/order-stats';
import { formatNumber, formatTime } from '@ticketlab/ui/format/format.ts';
import { pointOf } from '../../lib/lab/use-live-points.ts';

/** Orders placed and paid, by the minute. */
export function OrdersChart({ stats, height }: { stats: OrderStats; height: number }) {
  const data = stats.buckets.map(({ at, reached }) => ({
    time: formatTime(at),
    Placed: reached.PENDING,
    Paid: reached.CONFIRMED,
  }));
  const most = Math.max(0, ...data.map(({ Placed }) => Placed));
  return (
    <div role="img" aria-label={`Orders by the minute, at most ${formatNumber(most)} placed in one`}>
      <BarChart
        h={height}
        data={data}
        dataKey="time"
        series={[
          { name: 'Placed', color: 'booth.3' },
          { name: 'Paid', color: 'booth.7' },
        ]}
        withLegend
        gridAxis="y"
        tickLine="none"
        barProps={{ isAnimationActive: false }}
        barChartProps={{ accessibilityLayer: false }}
        xAxisProps={{ minTickGap: 40 }}
        yAxisProps={{ allowDecimals: false, width: 40 }}
      />
    </div>
  );
}

/** What the gateway is asked, and how long 95 of 100 answers take at most. */
export function TrafficChart({ points, height }: { points: readonly HistoryPoint[]; height: number }) {
  const data = points.map((point) => {
    const gateway = pointOf(point, 'api-gateway');
    return {
      time: formatTime(point.at),
      'Requests a second': gateway?.requestsPerSecond ?? 0,
      'p95 in ms': gateway?.p95Ms ?? null,
    };
  });
  const last = data.at(-1);
  const now = `${formatNumber(last?.['Requests a second'] ?? 0)} requests a second, p95 ${formatNumber(last?.['p95 in ms'] ?? 0)} ms`;
  return (
    <div role="img" aria-label={`The last quarter of an hour; now ${now}`}>
      <CompositeChart
        h={height}
        data={data}
        dataKey="time"
        series={[
          { name: 'Requests a second', color: 'booth.6', type: 'area' },
          { name: 'p95 in ms', color: 'stub.6', type: 'line', yAxisId: 'right' },
        ]}
        withLegend
        withRightYAxis
        withDots={false}
        curveType="linear"
        gridAxis="y"
        tickLine="none"
        areaProps={{ isAnimationActive: false }}
        lineProps={{ isAnimationActive: false }}
        composedChartProps={{ accessibilityLayer: false }}
        xAxisProps={{ minTickGap: 60 }}
        yAxisProps={{ width: 40 }}
        rightYAxisProps={{ width: 44 }}
      />
    </div>
  );
}
