import type { RunSummary } from './summary.ts';

export interface Threshold {
  /** as it was written: `p95<500`, `errors<0.5%`, `purchase p99<800`, `invariants` */
  text: string;
  check(summary: RunSummary): { met: boolean; actual: string };
}

const percentile = /^(?:(\S+) )?p(50|75|90|95|99|99\.9)<(\d+(?:\.\d+)?)$/;
const errors = /^errors<(\d+(?:\.\d+)?)%$/;
const injected = /^injected>(\d+(?:\.\d+)?)%$/;

export const thresholdForms =
  'p95<500 (milliseconds of all journeys), JOURNEY p99<800, errors<0.5% (injected ones apart), injected>20%, invariants, breaker opened, breaker healed';

/** @throws Error saying which forms there are */
export function parseThreshold(text: string): Threshold {
  const form = text.trim();
  if (form === 'invariants') {
    return {
      text: form,
      check: ({ invariants }) => ({
        met: invariants?.after.every(({ count }) => count === 0) === true,
        actual: invariants === null ? 'not checked' : describeViolations(invariants.after),
      }),
    };
  }
  if (form === 'breaker opened') {
    return {
      text: form,
      check: ({ breaker }) => ({
        met: breaker?.includes('open') === true,
        actual: breaker?.join(' → ') ?? 'not watched',
      }),
    };
  }
  if (form === 'breaker healed') {
    return {
      text: form,
      check: ({ breaker }) => ({ met: breaker?.at(-1) === 'closed', actual: breaker?.join(' → ') ?? 'not watched' }),
    };
  }
  const byPercentile = percentile.exec(form);
  if (byPercentile !== null) {
    const [, journey, rank, limit] = byPercentile;
    return {
      text: form,
      check(summary) {
        const latencies = journey === undefined ? summary.all : summary.journeys.find(({ name }) => name === journey);
        const value = latencies?.percentiles[`p${rank ?? ''}`];
        return {
          met: value !== undefined && value < Number(limit),
          actual: value === undefined ? 'no data' : `${value.toFixed(1)} ms`,
        };
      },
    };
  }
  const byErrors = errors.exec(form);
  if (byErrors !== null) {
    return {
      text: form,
      check: (s) => ({ met: s.errorRate * 100 < Number(byErrors[1]), actual: `${(s.errorRate * 100).toFixed(2)} %` }),
    };
  }
  const byInjected = injected.exec(form);
  if (byInjected !== null) {
    return {
      text: form,
      check: (s) => ({
        met: s.injectedRate * 100 > Number(byInjected[1]),
        actual: `${(s.injectedRate * 100).toFixed(2)} %`,
      }),
    };
  }
  throw new Error(`"${text}" is not a threshold; write one of: ${thresholdForms}`);
}

function describeViolations(found: { invariant: string; count: number }[]): string {
  const broken = found.filter(({ count }) => count > 0).map(({ invariant, count }) => `${invariant}: ${count}`);
  return broken.length === 0 ? 'all hold' : broken.join(', ');
}
