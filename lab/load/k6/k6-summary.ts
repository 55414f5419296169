import { z } from 'zod';
import type { Scenario } from '../scenario.ts';
import { stretchesOf } from '../scenario-shape.ts';
import type { ErrorRow, Knee, Latencies, PhaseResult, RunResult } from '../summary.ts';
import { parseStepLimit } from '../thresholds.ts';
import { errorTypes, outcomeLabels } from './options.ts';
import { injectedErrors, k6Phases, metricNames } from './shared.ts';

const ranks = [50, 75, 90, 95, 99, 99.9];

/** What `k6 run --summary-export` writes: numbers by metric. */
export const k6ExportSchema = z.object({
  metrics: z.record(z.string(), z.record(z.string(), z.unknown())),
});
type Metrics = z.output<typeof k6ExportSchema>['metrics'];

interface Context {
  scenario: Scenario;
  target: string;
  startedAt: Date;
  durationSeconds: number;
  cpuPercent: number;
  interrupted: boolean;
}

/** k6's numbers as a run of ours. It has no timeline, and k6 does not tell how late it was, only what it left out. */
export function toRunResult({ metrics }: z.output<typeof k6ExportSchema>, context: Context): RunResult {
  const { scenario, durationSeconds } = context;
  const { duration, failed, injected, errors, outcomes } = metricNames;
  const all = latenciesOf(metrics, 'all journeys', duration);
  const dropped = numberOf(metrics, 'dropped_iterations', 'count');
  const failures = Math.round(all.count * numberOf(metrics, failed, 'value'));
  const damaged = Math.round(all.count * numberOf(metrics, injected, 'value'));
  const phases = k6Phases(scenario).map(({ name }) => phaseOf(metrics, name));
  return {
    scenario: scenario.name,
    description: scenario.description,
    engine: 'k6',
    model: 'open',
    vus: null,
    target: context.target,
    startedAt: context.startedAt.toISOString(),
    durationSeconds,
    planned: all.count + dropped,
    started: all.count,
    completed: all.count - failures - damaged,
    failed: failures,
    errorRate: numberOf(metrics, failed, 'value'),
    injectedRate: numberOf(metrics, injected, 'value'),
    requestsPerSecond: numberOf(metrics, 'http_reqs', 'rate'),
    all,
    outcomes: Object.fromEntries(
      outcomeLabels
        .map((label): [string, number] => [label, numberOf(metrics, `${outcomes}{outcome:${label}}`, 'count')])
        .filter(([, count]) => count > 0),
    ),
    journeys: scenario.journeys.map(({ journey }) => latenciesOf(metrics, journey, `${duration}{journey:${journey}}`)),
    endpoints: endpointsOf(metrics),
    phases,
    errors: errorTypes.flatMap((type) => errorRow(type, numberOf(metrics, `${errors}{type:${type}}`, 'count'))),
    timeline: [],
    distribution: [],
    knee: kneeOf(scenario, phases),
    generator: {
      cpuPercent: context.cpuPercent,
      sendLagP99Ms: null,
      eventLoopLagP99Ms: null,
      runQueueMsPerSecond: null,
      interrupted: context.interrupted,
      doubts: dropped === 0 ? [] : [`k6 had no visitor free for ${dropped} of the journeys that were due`],
    },
  };
}

function errorRow(type: string, count: number): ErrorRow[] {
  return count === 0 ? [] : [{ type, endpoint: '(any)', count, injected: type === injectedErrors, example: null }];
}

function phaseOf(metrics: Metrics, name: string): PhaseResult {
  const { duration, failed, injected } = metricNames;
  const latencies = latenciesOf(metrics, name, `${duration}{phase:${name}}`);
  const errorRate = numberOf(metrics, `${failed}{phase:${name}}`, 'value');
  const injectedRate = numberOf(metrics, `${injected}{phase:${name}}`, 'value');
  const completed = Math.round(latencies.count * (1 - errorRate - injectedRate));
  return { name, started: latencies.count, completed, errorRate, injectedRate, sendLagP99Ms: null, latencies };
}

/** The first step that missed a limit, as far as k6 came. */
function kneeOf(scenario: Scenario, phases: readonly PhaseResult[]): Knee | null {
  const { stress } = scenario;
  if (stress === undefined) return null;
  const limits = stress.until.map(parseStepLimit);
  let rate = 0;
  for (const [index, step] of stretchesOf(scenario).steps.entries()) {
    const result = phases[index];
    // too slow a step for its length, or one that was not come to
    if (result === undefined || result.started === 0) continue;
    const missed = limits.map(({ text, check }) => ({ text, ...check(result) })).find(({ met }) => !met);
    if (missed !== undefined) {
      return { rate, brokeAt: step.to, because: `${missed.text} was missed: ${missed.actual}`, byGenerator: false };
    }
    rate = step.to;
  }
  return { rate, brokeAt: null, because: null, byGenerator: false };
}

function latenciesOf(metrics: Metrics, name: string, metric: string): Latencies {
  const percentiles: Record<string, number> = { max: numberOf(metrics, metric, 'max') };
  for (const rank of ranks) percentiles[`p${rank}`] = numberOf(metrics, metric, `p(${rank})`);
  return { name, count: numberOf(metrics, metric, 'count'), percentiles, mean: numberOf(metrics, metric, 'avg') };
}

/** Those that a threshold names: of others k6 keeps no numbers apart. */
function endpointsOf(metrics: Metrics): Latencies[] {
  return Object.keys(metrics).flatMap((metric) => {
    const name = /^http_req_duration\{name:(.+)\}$/.exec(metric)?.[1];
    return name === undefined ? [] : [latenciesOf(metrics, name, metric)];
  });
}

/** 0 where k6 has recorded nothing. */
function numberOf(metrics: Metrics, metric: string, field: string): number {
  return Number(metrics[metric]?.[field] ?? 0);
}
