import type { Sample } from './prometheus-text.ts';

/** One objective and how much of its error budget is left, over all that the gateway has answered since it started. */
export interface SloStatus {
  name: string;
  /** The share that must be good, e.g. 0.999. */
  objective: number;
  /** null without a request it is about */
  good: number | null;
  /** 1 untouched, 0 spent, below 0 overspent; null without requests */
  budgetLeft: number | null;
}

const metric = 'http_request_duration_seconds';
/** The lab's own traffic, and load that is there to hurt, are no promise to anybody. */
const isPromised = ({ labels }: Sample) => {
  const route = labels['route'] ?? '';
  return route.startsWith('/api/') && route !== '/api/lab/*' && !route.includes('challenge');
};
const isRead = ({ labels }: Sample) => labels['method'] === 'GET';
const isPurchase = ({ labels }: Sample) =>
  labels['method'] === 'POST' && (labels['route'] === '/api/orders/*' || labels['route'] === '/api/payments/*');

/** The objectives of DESIGN: availability 99.9 %, 95 % of reads within 200 ms, 95 % of purchases within 500 ms. */
export function sloStatus(gatewaySamples: readonly Sample[]): SloStatus[] {
  const samples = gatewaySamples.filter(isPromised);
  const counts = samples.filter(({ name }) => name === `${metric}_count`);
  const failed = counts.filter(({ labels }) => Number(labels['status']) >= 500);
  const within = (seconds: string, is: (sample: Sample) => boolean) =>
    sum(
      samples.filter((sample) => sample.name === `${metric}_bucket` && sample.labels['le'] === seconds && is(sample)),
    );
  return [
    toStatus('available', 0.999, sum(counts) - sum(failed), sum(counts)),
    toStatus('reads < 200 ms', 0.95, within('0.2', isRead), sum(counts.filter(isRead))),
    toStatus('purchases < 500 ms', 0.95, within('0.5', isPurchase), sum(counts.filter(isPurchase))),
  ];
}

function toStatus(name: string, objective: number, good: number, all: number): SloStatus {
  if (all === 0) return { name, objective, good: null, budgetLeft: null };
  const share = good / all;
  return { name, objective, good: share, budgetLeft: 1 - (1 - share) / (1 - objective) };
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { value }) => total + value, 0);
}
