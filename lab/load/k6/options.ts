import { problems } from '@ticketlab/contracts/problem';
import type { Scenario } from '../scenario.ts';
import { injectedErrors, k6Phases, metricNames, otherErrors } from './shared.ts';

/** How an unwelcome answer is counted: k6 keeps apart only what it was told of beforehand. */
export const errorTypes = [
  ...Object.entries(problems).map(([code, { status }]) => `${status} ${code}`),
  otherErrors,
  injectedErrors,
];

/** Ends that a completed journey may have. */
export const outcomeLabels = ['seat bought', 'seat taken'];

type Threshold = string | { threshold: string; abortOnFail: true; delayAbortEval: string };

// k6 wants whole numbers of journeys
const unitSeconds = 10;
const perUnit = (rate: number): number => Math.round(rate * unitSeconds);

/** k6's `options` for a scenario: the same arrivals, and its thresholds as far as k6 can judge them. */
export function toK6Options(scenario: Scenario) {
  const phases = k6Phases(scenario);
  const peak = Math.max(...phases.flatMap(({ from, to }) => [from, to]));
  return {
    discardResponseBodies: false,
    setupTimeout: '180s',
    summaryTrendStats: ['avg', 'med', 'p(50)', 'p(75)', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'max', 'count'],
    scenarios: {
      [scenario.name.replace(/-/g, '_')]: {
        executor: 'ramping-arrival-rate',
        exec: 'visit',
        timeUnit: `${unitSeconds}s`,
        startRate: perUnit(phases[0]?.from ?? 0),
        stages: phases.flatMap(({ from, to, seconds }) => [
          { target: perUnit(from), duration: '0s' },
          { target: perUnit(to), duration: `${Math.round(seconds * 1000)}ms` },
        ]),
        preAllocatedVUs: Math.min(500, Math.max(5, Math.ceil(peak))),
        maxVUs: Math.min(10_000, Math.max(20, Math.ceil(peak * 20))),
        gracefulStop: '30s',
      },
    },
    thresholds: toThresholds(scenario),
  };
}

/** Those without conditions only make k6 keep these numbers apart. */
function toThresholds(scenario: Scenario): Record<string, Threshold[]> {
  const { duration, failed, injected, errors, outcomes } = metricNames;
  const found: Record<string, Threshold[]> = { [duration]: [], [failed]: [], [injected]: [] };
  for (const { name } of k6Phases(scenario)) {
    for (const metric of [duration, failed, injected]) found[`${metric}{phase:${name}}`] = [];
  }
  for (const choice of scenario.journeys) found[`${duration}{journey:${choice.journey}}`] = [];
  for (const type of errorTypes) found[`${errors}{type:${type}}`] = [];
  for (const label of outcomeLabels) found[`${outcomes}{outcome:${label}}`] = [];
  if (scenario.stress === undefined) {
    for (const text of scenario.thresholds) add(found, '', text);
    return found;
  }
  // nothing is known of a step before some of it has passed
  const delayAbortEval = `${Math.ceil(scenario.stress.seconds * 0.4)}s`;
  for (const { name } of k6Phases(scenario)) {
    for (const text of scenario.stress.until) add(found, `{phase:${name}}`, text, delayAbortEval);
  }
  return found;
}

function add(found: Record<string, Threshold[]>, tag: string, text: string, delayAbortEval?: string): void {
  const { duration, failed } = metricNames;
  const latency = /^(?:(.+) )?p([\d.]+)<([\d.]+)$/.exec(text);
  const share = /^errors<([\d.]+)%$/.exec(text);
  let metric: string;
  let condition: string;
  if (latency !== null) {
    const [, name, rank = '', limitMs = ''] = latency;
    metric = name === undefined ? `${duration}${tag}` : metricOf(found, name);
    condition = `p(${rank})<${limitMs}`;
  } else if (share !== null) {
    metric = `${failed}${tag}`;
    condition = `rate<${Number(share[1]) / 100}`;
  } else {
    return;
  }
  const threshold =
    delayAbortEval === undefined ? condition : { threshold: condition, abortOnFail: true as const, delayAbortEval };
  found[metric] = [...(found[metric] ?? []), threshold];
}

/** Latencies of a journey or a phase; what is neither is an endpoint, which k6 knows under the names of requests. */
function metricOf(found: Record<string, Threshold[]>, name: string): string {
  const known = [`{phase:${name}}`, `{journey:${name}}`].map((tag) => `${metricNames.duration}${tag}`);
  return known.find((metric) => metric in found) ?? `http_req_duration{name:${name}}`;
}
