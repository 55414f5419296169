import type { MachineUse } from './machine-use.ts';
import type { Knee, ReportFiles, RunSummary, Verdict } from './summary.ts';

const mostErrors = 10;

/** What a run showed, for the terminal: verdict, thresholds, latencies, errors. */
export function toTextReport(summary: RunSummary, verdict: Verdict, reports: ReportFiles): string {
  const { completed, started, durationSeconds, requestsPerSecond, knee, outcomes, generator } = summary;
  const ends = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  const lines = [
    `${summary.scenario}: ${verdict.kind.toUpperCase()}`,
    ...verdict.checks.map(
      ({ threshold, met, actual }) => `  ${met ? 'met   ' : 'MISSED'}  ${threshold.padEnd(20)} ${actual}`,
    ),
    ...verdict.reasons.map((reason) => `  because ${reason}`),
    `  ${modelOf(summary)}`,
    `  ${completed} of ${started} journeys completed in ${durationSeconds.toFixed(1)} s, ${requestsPerSecond.toFixed(0)} requests/s`,
    ...(ends.length === 0 ? [] : [`  ${ends.join(', ')}`]),
    ...(knee === null ? [] : [`  ${describeKnee(knee)}`]),
    ...[summary.all, ...summary.endpoints].map(
      ({ name, count, percentiles: p }) =>
        `  ${name.padEnd(42)} ${String(count).padStart(7)}  p50 ${ms(p['p50'])}  p95 ${ms(p['p95'])}  p99 ${ms(p['p99'])}`,
    ),
    ...summary.errors
      .slice(0, mostErrors)
      .map(
        ({ type, endpoint, count, injected }) =>
          `  ${String(count).padStart(5)} × ${type} at ${endpoint}${injected ? ' (on purpose)' : ''}`,
      ),
    `  the generator: ${describeGenerator(generator)}`,
    ...(summary.machine === null ? [] : [`  the machine: ${describeMachine(summary.machine)}`]),
    `  report ${reports.html}`,
    `  data   ${reports.json}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** How load came, and what that means for the latencies. */
export function modelOf({ model, vus, engine }: RunSummary): string {
  if (model === 'closed') {
    return `closed model: ${vus ?? 0} visitors, each begins again when done; a stall of the system slows them down and hides itself`;
  }
  return engine === 'k6'
    ? 'open model (arrival rate), by k6: latency counts from when k6 began a journey'
    : 'open model (arrival rate): latency counts from when a journey was due, so stalls are not hidden';
}

export function describeKnee({ rate, brokeAt, because }: Knee): string {
  if (brokeAt === null) return `it bore every step, up to ${rate} journeys a second`;
  const bore = rate === 0 ? 'it bore not even the first step' : `it bore ${rate} journeys a second`;
  return `${bore} and broke at ${brokeAt}: ${because ?? ''}`;
}

export function describeGenerator(generator: RunSummary['generator']): string {
  const { cpuPercent, sendLagP99Ms, eventLoopLagP99Ms, runQueueMsPerSecond } = generator;
  const parts = [
    `${cpuPercent.toFixed(0)} % of a core`,
    ...(sendLagP99Ms === null ? [] : [`p99 send lag ${sendLagP99Ms.toFixed(1)} ms`]),
    ...(eventLoopLagP99Ms === null ? [] : [`p99 event-loop delay ${eventLoopLagP99Ms.toFixed(1)} ms`]),
  ];
  const waited =
    runQueueMsPerSecond === null
      ? 'the system does not tell how long it waited for a CPU'
      : `waited for a CPU ${runQueueMsPerSecond.toFixed(1)} ms of each second`;
  return [...parts, waited].join(', ');
}

export function describeMachine({ othersPercent, waitingPercent }: MachineUse): string {
  return `others than the lab used ${othersPercent.toFixed(0)} % of its CPU, somebody waited for some ${waitingPercent.toFixed(0)} % of the time`;
}

function ms(value: number | undefined): string {
  return `${(value ?? 0).toFixed(0).padStart(6)} ms`;
}
