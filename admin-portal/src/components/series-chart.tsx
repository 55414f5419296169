import '@mantine/charts/styles.layer.css';
import { LineChart } from '@mantine/charts';
import { formatNumber } from '@ticketlab/ui/format/format.ts';
import { memo } from 'react';

export interface Series {
  /** The key of its values in each row. */
  name: string;
  label: string;
  color: string;
  /** Counts of instances change at once, not along a slope. */
  step?: boolean;
  dashed?: boolean;
}

/**
 * Lines over time. A row's `at` is what stands on the axis; a value that is null leaves a gap. `summary` says in words
 * what the picture shows, for who cannot see it.
 */
export const SeriesChart = memo(function SeriesChart(props: {
  rows: readonly ({ at: string } & Record<string, number | string | null>)[];
  series: readonly Series[];
  summary: string;
  unit?: string;
  height?: number;
  /** A line to compare with, e.g. a target. */
  reference?: { value: number; label: string };
}) {
  const { rows, series, unit = '', reference } = props;
  return (
    <figure style={{ margin: 0 }} aria-label={props.summary}>
      <div aria-hidden="true">
        <LineChart
          h={props.height ?? 220}
          data={[...rows]}
          dataKey="at"
          series={series.map(({ name, label, color, step, dashed }) => ({
            name,
            label,
            color,
            ...(step === true && { curveType: 'stepAfter' as const }),
            ...(dashed === true && { strokeDasharray: '5 4' }),
          }))}
          withDots={false}
          withLegend
          curveType="linear"
          connectNulls={false}
          valueFormatter={(value) => `${formatNumber(value)}${unit}`}
          yAxisProps={{ width: 56, domain: [0, 'auto'], allowDecimals: false }}
          xAxisProps={{ minTickGap: 40 }}
          lineProps={{ isAnimationActive: false }}
          lineChartProps={{ accessibilityLayer: false }}
          referenceLines={
            reference === undefined ? [] : [{ y: reference.value, label: reference.label, color: 'gray.6' }]
          }
        />
      </div>
    </figure>
  );
});
