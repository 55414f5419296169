import type { ExperimentDetail } from '@ticketlab/contracts/http/experiments';
import { useMemo } from 'react';
import { Panel } from '../../components/panel.tsx';
import { type Series, SeriesChart } from '../../components/series-chart.tsx';

const instances: Series[] = [
  { name: 'predicted', label: 'predicted', color: 'gray.6', step: true, dashed: true },
  { name: 'desired', label: 'wanted', color: 'booth.6', step: true },
  { name: 'ready', label: 'ready', color: 'orange.6', step: true },
];
const usage: Series[] = [{ name: 'utilization', label: 'utilisation, % of the request', color: 'grape.6' }];

/** Predicted, wanted and ready instances; below, the utilisation that drives them. */
export function ExperimentChart({ experiment }: { experiment: ExperimentDetail }) {
  const { samples, prediction } = experiment;
  const rows = useMemo(
    () => (samples.length > 0 ? samples.map(toRow) : (prediction?.steps.map(toPredictedRow) ?? [])),
    [samples, prediction],
  );
  const last = samples.at(-1);
  return (
    <Panel title="Instances over time" lead="Seconds after the load began">
      <SeriesChart
        rows={rows}
        series={instances}
        height={240}
        summary={
          last === undefined
            ? `Predicted instances, at most ${prediction?.peak ?? 0}`
            : `At ${toSeconds(last.atMs)}: ${last.ready} ready, ${last.desired} wanted, ${last.predicted} predicted`
        }
      />
      {samples.length > 0 && (
        <SeriesChart
          rows={rows}
          series={usage}
          unit=" %"
          height={160}
          summary={`Utilisation, at last ${last?.utilization === null ? 'unknown' : `${Math.round(last?.utilization ?? 0)} %`}`}
        />
      )}
    </Panel>
  );
}

const toSeconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

function toRow({ atMs, desired, ready, predicted, utilization }: ExperimentDetail['samples'][number]) {
  return { at: toSeconds(atMs), desired, ready, predicted, utilization };
}

function toPredictedRow({ atMs, desired }: NonNullable<ExperimentDetail['prediction']>['steps'][number]) {
  return { at: toSeconds(atMs), predicted: desired };
}
