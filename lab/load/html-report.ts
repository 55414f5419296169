import { escapeHtml, toSvgChart, toTable } from './charts.ts';
import { toReportPage } from './report-page.ts';
import type { Latencies, RunSummary, Verdict } from './summary.ts';
import { describeGenerator, describeKnee, describeMachine, modelOf } from './text-report.ts';

/** The whole run as a page. */
export function toHtmlReport(summary: RunSummary, verdict: Verdict): string {
  const { target, startedAt, durationSeconds, planned, started, completed, requestsPerSecond } = summary;
  const facts = `${target} · ${startedAt} · ${durationSeconds.toFixed(1)} s · ${modelOf(summary)}.`;
  const title = `${summary.scenario}: ${verdict.kind}`;
  const body = `<h1>${escapeHtml(summary.scenario)}: <span class="${verdict.kind}">${verdict.kind}</span></h1>
<p>${escapeHtml(summary.description)}</p>
${list(verdict.reasons)}
<p class="faint">${escapeHtml(facts)}</p>
<p>${completed} of ${started} journeys completed (${planned} were due), ${requestsPerSecond.toFixed(0)} requests a second.</p>
${list(findings(summary))}
${section('Thresholds', toTable(['threshold', 'actual', 'met'], checksOf(verdict)))}
${section('Over time', overTime(summary))}
${section('Latency', distribution(summary))}
${section('Journeys', latencyTable([summary.all, ...summary.journeys]))}
${section('Phases', phaseTable(summary))}
${section('Endpoints', latencyTable(summary.endpoints))}
${section('Errors', errorTables(summary))}
${summary.invariants === null ? '' : section('Invariants', invariantTable(summary.invariants))}
${section('The generator itself', `<p>${escapeHtml(describeGenerator(summary.generator))}.</p>`)}
${summary.machine === null ? '' : section('The machine', `<p>${escapeHtml(describeMachine(summary.machine))}.</p>`)}`;
  return toReportPage({ title, body });
}

const section = (title: string, content: string): string =>
  content === '' ? '' : `<section><h2>${escapeHtml(title)}</h2>\n${content}</section>`;

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}

function findings({ knee, sale, outcomes, breaker }: RunSummary): string[] {
  const ends = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return [
    ...(knee === null ? [] : [describeKnee(knee)]),
    ...(sale === null ? [] : [`${sale.sold} of ${sale.capacity} seats sold, ${sale.tickets} tickets issued`]),
    ...(ends.length === 0 ? [] : [ends.join(', ')]),
    ...(breaker === null ? [] : [`breaker: ${breaker.join(' → ')}`]),
  ];
}

const checksOf = ({ checks }: Verdict): string[][] =>
  checks.map(({ threshold, actual, met }) => [threshold, actual, met ? 'yes' : 'no']);

function overTime({ timeline }: RunSummary): string {
  if (timeline.length < 2) return '';
  const labels = timeline.map(({ second }) => `${second} s`);
  const values = (of: (point: RunSummary['timeline'][number]) => number): number[] => timeline.map(of);
  return [
    toSvgChart({
      title: 'Journeys',
      unit: 'a second',
      labels,
      series: [
        { label: 'begun', style: 'first', values: values(({ started }) => started) },
        { label: 'finished', style: 'second', values: values(({ finished }) => finished) },
        { label: 'failed', style: 'bad', values: values(({ failed }) => failed) },
        { label: 'failed on purpose', style: 'third', values: values(({ injected }) => injected) },
      ],
    }),
    toSvgChart({
      title: 'Latency of journeys',
      unit: 'milliseconds, by when they ended',
      labels,
      series: [
        { label: 'p50', style: 'first', values: values(({ p50 }) => p50) },
        { label: 'p95', style: 'second', values: values(({ p95 }) => p95) },
        { label: 'p99', style: 'third', values: values(({ p99 }) => p99) },
      ],
    }),
    toSvgChart({
      title: 'In flight',
      unit: 'journeys',
      labels,
      series: [{ label: 'in flight', style: 'first', values: values(({ inFlight }) => inFlight) }],
    }),
  ].join('\n');
}

function distribution({ distribution: points }: RunSummary): string {
  if (points.length < 2) return '';
  return toSvgChart({
    title: 'Latency by percentile',
    unit: 'milliseconds',
    labels: points.map(({ percentile }) => (percentile === 100 ? 'max' : `p${percentile}`)),
    series: [{ label: 'all journeys', style: 'first', values: points.map(({ ms }) => ms) }],
  });
}

const columns = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'max'];

function latencyTable(rows: readonly Latencies[]): string {
  const cells = ({ percentiles }: Latencies): string[] =>
    columns.map((column) => (percentiles[column] ?? 0).toFixed(1));
  return toTable(
    ['milliseconds', 'count', ...columns],
    rows.map((row) => [row.name, String(row.count), ...cells(row)]),
  );
}

function phaseTable({ phases }: RunSummary): string {
  return toTable(
    ['phase', 'begun', 'completed', 'failed', 'p50 ms', 'p95 ms', 'p99 ms', 'send lag p99 ms'],
    phases.map(({ name, started, completed, errorRate, latencies: { percentiles: p }, sendLagP99Ms }) => [
      name,
      String(started),
      String(completed),
      `${(errorRate * 100).toFixed(2)} %`,
      ...['p50', 'p95', 'p99'].map((rank) => (p[rank] ?? 0).toFixed(1)),
      sendLagP99Ms?.toFixed(1) ?? '',
    ]),
  );
}

function errorTables({ errors }: RunSummary): string {
  if (errors.length === 0) return '<p>None.</p>';
  const rows = (injected: boolean): string[][] =>
    errors
      .filter((row) => row.injected === injected)
      .map(({ type, endpoint, count, example }) => [type, endpoint, String(count), example ?? '']);
  const table = (title: string, found: string[][]): string =>
    found.length === 0 ? '' : `<h3>${title}</h3>${toTable(['type', 'endpoint', 'count', 'a request id'], found)}`;
  return table('By accident', rows(false)) + table('Made on purpose by the lab', rows(true));
}

function invariantTable({ before, after }: NonNullable<RunSummary['invariants']>): string {
  const countBefore = (name: string): number => before.find(({ invariant }) => invariant === name)?.count ?? 0;
  return toTable(
    ['invariant', 'violations before', 'after'],
    after.map(({ invariant, count }) => [invariant, String(countBefore(invariant)), String(count)]),
  );
}
