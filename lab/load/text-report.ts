import type { RunSummary, Verdict } from './summary.ts';

/** What a run showed, for the terminal: verdict, thresholds, latencies, errors. */
export function toTextReport(summary: RunSummary, verdict: Verdict, reports: { json: string; html: string }): string {
  const lines = [
    `${summary.scenario}: ${verdict.kind.toUpperCase()}`,
    ...verdict.checks.map(
      ({ threshold, met, actual }) => `  ${met ? 'met   ' : 'MISSED'}  ${threshold.padEnd(20)} ${actual}`,
    ),
    ...verdict.reasons.map((reason) => `  because ${reason}`),
    `  ${summary.completed} of ${summary.started} journeys completed in ${summary.durationSeconds.toFixed(1)} s, ${summary.requestsPerSecond.toFixed(0)} requests/s`,
    ...[summary.all, ...summary.endpoints].map(
      ({ name, count, percentiles: p }) =>
        `  ${name.padEnd(42)} ${String(count).padStart(7)}  p50 ${ms(p['p50'])}  p95 ${ms(p['p95'])}  p99 ${ms(p['p99'])}`,
    ),
    ...summary.errors
      .slice(0, 10)
      .map(
        ({ type, endpoint, count, injected }) =>
          `  ${String(count).padStart(5)} × ${type} at ${endpoint}${injected ? ' (on purpose)' : ''}`,
      ),
    `  report ${reports.html}`,
    `  data   ${reports.json}`,
  ];
  return `${lines.join('\n')}\n`;
}

function ms(value: number | undefined): string {
  return `${(value ?? 0).toFixed(0).padStart(6)} ms`;
}
