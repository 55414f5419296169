import { escapeHtml, toSvgChart, toTable } from '../../load/charts.ts';
import { toReportPage } from '../../load/report-page.ts';
import { wishText, seconds, timeScaleNote } from './wording.ts';
import { predictedAt } from './predicted-at.ts';
import type { ExperimentReport } from './report.ts';

/** Prediction and what came of it as a page. */
export function toHtmlReport(report: ExperimentReport): string {
  const { service, verdict, calibration, prediction, holdMs, startedAt } = report;
  const note = timeScaleNote(report.settings.timeScale);
  const title = `Autoscaling ${service}: ${verdict.kind}`;
  const body = `<div class="words">
<h1>Autoscaling ${escapeHtml(service)}: <span class="${verdict.kind}">${verdict.kind}</span></h1>
<p>${escapeHtml(wishText(report.wish))} for ${seconds(holdMs)} from ${escapeHtml(startedAt)}, on ${report.cores} cores.${
    note === null ? '' : ` <strong>${escapeHtml(note)}</strong>`
  }</p>
${verdict.doubts.length === 0 ? '' : `<ul>${verdict.doubts.map((doubt) => `<li>${escapeHtml(doubt)}</li>`).join('')}</ul>`}
${toTable(
  ['', 'predicted', 'actual', 'met'],
  verdict.checks.map(({ what, predicted, actual, met }) => [what, predicted, actual, met ? 'yes' : 'no']),
)}
${replicasChart(report)}
${usageChart(report)}
<h2>Every decision</h2>
${decisionTable(report)}
<h2>What was predicted, and how</h2>
<p>One instance used ${calibration.idle.millicores.toFixed(1)} millicores and ${mebibytes(calibration.idle.bytes)} MiB idle; a job cost
${calibration.job.cpuMs.toFixed(2)} CPU ms with all that is around it${calibration.measuredJobs ? '' : ' (by intention; not measured)'}; a new instance
was ready after ${seconds(Math.round(calibration.fresh.startUpMs / 100) * 100)}. Peaks at 95 %, 100 % and 105 % of the load: ${report.peaks.join(', ')}.</p>
${toTable(
  ['after', 'replicas', 'why'],
  prediction.steps
    .filter(({ current, desired }, index) => current !== desired || index < 4)
    .map(({ atMs, current, desired, text }) => [seconds(atMs), `${current} → ${desired}`, text]),
)}
</div>`;
  return toReportPage({ title, body });
}

function replicasChart({ samples }: ExperimentReport): string {
  return toSvgChart({
    title: 'Instances over time',
    unit: 'instances',
    labels: samples.map(({ atMs }) => seconds(atMs)),
    series: [
      { label: 'predicted', style: 'second', values: samples.map(({ predicted }) => predicted) },
      { label: 'desired', style: 'third', values: samples.map(({ desired }) => desired) },
      { label: 'ready', style: 'first', values: samples.map(({ ready }) => ready) },
    ],
  });
}

function usageChart({ samples, wish, target }: ExperimentReport): string {
  const labels = samples.map(({ atMs }) => seconds(atMs));
  const request = target.requests[wish.kind] ?? 0;
  const metric = target.spec.metrics.find(({ type, name }) => type === 'Resource' && name === wish.kind);
  if (request === 0 || metric?.target.type !== 'Utilization') return '';
  const wanted = metric.target.percent;
  const percent = samples.map(({ millicores, bytes, ready }) =>
    ready === 0 ? 0 : ((wish.kind === 'cpu' ? (millicores ?? 0) : bytes) / ready / request) * 100,
  );
  return toSvgChart({
    title: `Utilisation of the ${wish.kind} request`,
    unit: 'percent',
    labels,
    series: [
      { label: 'target', style: 'second', values: samples.map(() => wanted) },
      { label: 'measured', style: 'first', values: percent },
    ],
  });
}

function decisionTable({ decisions, prediction, startedAt }: ExperimentReport): string {
  return toTable(
    ['after', 'replicas', 'predicted', 'conditions', 'why'],
    decisions.map(({ at, current, desired, conditions, text }) => {
      const sinceMs = Date.parse(at) - Date.parse(startedAt);
      const reasons = conditions.map(({ reason }) => reason).join(', ');
      return [seconds(sinceMs), `${current} → ${desired}`, String(predictedAt(prediction, sinceMs)), reasons, text];
    }),
  );
}

const mebibytes = (bytes: number) => (bytes / 1_048_576).toFixed(0);
