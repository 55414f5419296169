import type { Latencies, PhaseResult, RunSummary, SaleCheck } from './summary.ts';

interface Finding {
  met: boolean;
  actual: string;
}

export interface Threshold {
  /** as it was written: `p95<500`, `errors<0.5%`, `purchase p99<800`, `invariants` */
  text: string;
  /** when missing it is the system's fault, however late the generator was */
  firm: Firmness;
  check: (summary: RunSummary) => Finding;
}

/** A starved system answers with time-outs; but whoever was there, it may sell no seat twice. */
export type Firmness = 'never' | 'unless others had the machine' | 'always';

/** What one step of a stress run must keep. */
export interface StepLimit {
  text: string;
  check: (step: PhaseResult) => Finding;
}

export const stepLimitForms = 'p95<500 (milliseconds), errors<1%';
export const thresholdForms =
  'p95<500 (milliseconds of all journeys), NAME p99<800 (of a journey, a phase or an endpoint), errors<0.5% (injected ones apart), injected>20%, drift<50% (p95 of the last quarter above that of the first), knee>10 (journeys a second), no oversell, invariants, breaker opened, breaker healed';

type Form = (text: string) => ((summary: RunSummary) => Finding) | undefined;

const percentileForm = /^(?:(.+) )?p(50|75|90|95|99|99\.9)<(\d+(?:\.\d+)?)$/;
const errorsForm = /^errors<(\d+(?:\.\d+)?)%$/;

const forms: Form[] = [
  (text) => {
    const [match, name, rank = '', limit] = percentileForm.exec(text) ?? [];
    return match === undefined
      ? undefined
      : (summary) => belowMs(latenciesOf(summary, name)?.percentiles[`p${rank}`], Number(limit));
  },
  numberForm(errorsForm, ({ errorRate }, limit) => ({ met: errorRate * 100 < limit, actual: percent(errorRate) })),
  numberForm(/^injected>(\d+(?:\.\d+)?)%$/, ({ injectedRate }, limit) => ({
    met: injectedRate * 100 > limit,
    actual: percent(injectedRate),
  })),
  numberForm(/^drift<(\d+(?:\.\d+)?)%$/, ({ timeline }, limit) => {
    const quarter = Math.floor(timeline.length / 4);
    const first = medianP95(timeline.slice(0, quarter));
    const last = medianP95(timeline.slice(timeline.length - quarter));
    if (first === 0) return { met: false, actual: 'the run was too short to tell' };
    const drift = last / first - 1;
    return { met: drift * 100 < limit, actual: `${percent(drift)}, from ${first.toFixed(1)} to ${last.toFixed(1)} ms` };
  }),
  numberForm(/^knee>(\d+(?:\.\d+)?)$/, ({ knee }, limit) => ({
    met: knee !== null && knee.rate > limit,
    actual: knee === null ? 'not looked for' : `${knee.rate} a second`,
  })),
  wordForm('no oversell', ({ sale }) => (sale === null ? missing('not checked') : checkSale(sale))),
  wordForm('invariants', ({ invariants }) => ({
    met: invariants?.after.every(({ count }) => count === 0) === true,
    actual: invariants === null ? 'not checked' : describeViolations(invariants.after),
  })),
  wordForm('breaker opened', ({ breaker }) => ({
    met: breaker?.includes('open') === true,
    actual: breaker?.join(' → ') ?? 'not watched',
  })),
  wordForm('breaker healed', ({ breaker }) => ({
    met: breaker?.at(-1) === 'closed',
    actual: breaker?.join(' → ') ?? 'not watched',
  })),
];

/** @throws Error saying which forms there are */
export function parseThreshold(text: string): Threshold {
  const trimmed = text.trim();
  for (const form of forms) {
    const check = form(trimmed);
    if (check !== undefined) return { text: trimmed, firm: firmnessOf(trimmed), check };
  }
  throw new Error(`"${text}" is not a threshold; write one of: ${thresholdForms}`);
}

function firmnessOf(threshold: string): Firmness {
  if (/^(?:no oversell|invariants)/.test(threshold)) return 'always';
  return threshold.startsWith('errors') ? 'unless others had the machine' : 'never';
}

/** @throws Error saying which forms there are */
export function parseStepLimit(text: string): StepLimit {
  const trimmed = text.trim();
  const [latency, name, rank = '', limitMs] = percentileForm.exec(trimmed) ?? [];
  if (latency !== undefined && name === undefined) {
    return { text: trimmed, check: ({ latencies }) => belowMs(latencies.percentiles[`p${rank}`], Number(limitMs)) };
  }
  const limit = errorsForm.exec(trimmed)?.[1];
  if (limit !== undefined) {
    return {
      text: trimmed,
      check: ({ errorRate }) => ({ met: errorRate * 100 < Number(limit), actual: percent(errorRate) }),
    };
  }
  throw new Error(`"${text}" is not a limit of a step; write one of: ${stepLimitForms}`);
}

function wordForm(word: string, check: (summary: RunSummary) => Finding): Form {
  return (text) => (text === word ? check : undefined);
}

function numberForm(pattern: RegExp, check: (summary: RunSummary, limit: number) => Finding): Form {
  return (text) => {
    const limit = pattern.exec(text)?.[1];
    return limit === undefined ? undefined : (summary) => check(summary, Number(limit));
  };
}

function latenciesOf(summary: RunSummary, name: string | undefined): Latencies | undefined {
  if (name === undefined) return summary.all;
  const phases = summary.phases.map((phase) => phase.latencies);
  return [...summary.journeys, ...phases, ...summary.endpoints].find(
    (latencies) => latencies.name === name && latencies.count > 0,
  );
}

function belowMs(value: number | undefined, limit: number): Finding {
  return value === undefined ? missing('no data') : { met: value < limit, actual: `${value.toFixed(1)} ms` };
}

function checkSale({ capacity, available, reserved, sold, tickets, doubleSeats }: SaleCheck): Finding {
  const met =
    available + reserved + sold === capacity && sold <= capacity && tickets === sold && doubleSeats.length === 0;
  const doubles = doubleSeats.length === 0 ? '' : `, sold twice: ${doubleSeats.join(', ')}`;
  const open = reserved === 0 ? '' : `, ${reserved} reserved`;
  return { met, actual: `${sold} of ${capacity} seats sold${open}, ${tickets} tickets${doubles}` };
}

function describeViolations(found: { invariant: string; count: number }[]): string {
  const broken = found.filter(({ count }) => count > 0).map(({ invariant, count }) => `${invariant}: ${count}`);
  return broken.length === 0 ? 'all hold' : broken.join(', ');
}

const missing = (actual: string): Finding => ({ met: false, actual });

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

function medianP95(points: RunSummary['timeline']): number {
  const sorted = points.filter(({ finished }) => finished > 0).map(({ p95 }) => p95);
  sorted.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
