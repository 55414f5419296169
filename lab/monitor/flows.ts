import { serviceNames, serviceTable } from '@ticketlab/contracts/services';
import { maxBy, type Sample } from './prometheus-text.ts';

/** What went along the edges of the map between two looks, a second. */
export interface Flows {
  /** Requests, each try of one. */
  calls: { from: string; to: string; perSecond: number }[];
  consumed: { service: string; topic: string; perSecond: number }[];
  /** Messages that came into a topic: what was taken out of it, and by how much more waits there now. */
  topics: { topic: string; perSecond: number }[];
}

type Samples = ReadonlyMap<string, readonly Sample[]>;

const gateway = 'api-gateway';

/** Rates between two scrapes; a restarted instance counts from zero. */
export function flowsBetween(before: Samples, now: Samples, seconds: number): Flows {
  const calls: Flows['calls'] = [];
  const consumed: Flows['consumed'] = [];
  for (const [service, samples] of now) {
    const earlier = before.get(service) ?? [];
    const rates = (name: string, to: (sample: Sample) => string | undefined) =>
      [...growth(earlier, samples, name, to)].map(([key, count]) => [key, count / seconds] as const);
    if (service === gateway) {
      for (const [to, perSecond] of rates('http_request_duration_seconds_count', toUpstream)) {
        calls.push({ from: gateway, to, perSecond });
      }
    }
    for (const [to, perSecond] of rates('service_calls_total', ({ labels }) => labels['target'])) {
      calls.push({ from: service, to, perSecond });
    }
    for (const [topic, perSecond] of rates('messages_consumed_total', ({ labels }) => labels['topic'])) {
      consumed.push({ service, topic, perSecond });
    }
  }
  return { calls, consumed, topics: topicRates(consumed, lags(before), lags(now), seconds) };
}

const upstreams = new Map<string | null, string>(serviceNames.map((name) => [serviceTable[name].prefix, name]));

/** `/api/orders/*` of the gateway -> order-service. What it answers itself goes nowhere. */
function toUpstream({ labels }: Sample): string | undefined {
  const prefix = /^\/api\/([a-z]+)\//.exec(labels['route'] ?? '')?.[1];
  if (prefix === 'audit') return 'notification-service';
  return prefix === undefined ? undefined : upstreams.get(prefix);
}

/**
 * By how much counters have grown, by what `to` makes of them; undefined leaves one out. Of an instance that did not answer
 * before, nobody knows since when it has been counting.
 */
function growth(
  before: readonly Sample[],
  now: readonly Sample[],
  name: string,
  to: (sample: Sample) => string | undefined,
): Map<string, number> {
  const keyOf = ({ labels }: Sample) => JSON.stringify(labels);
  const of = (samples: readonly Sample[]) => samples.filter((sample) => sample.name === name);
  const answered = new Set(before.map(({ labels }) => labels['instance']));
  const earlier = new Map(of(before).map((sample) => [keyOf(sample), sample.value]));
  const grown = new Map<string, number>();
  for (const sample of of(now)) {
    const key = to(sample);
    if (key === undefined || !answered.has(sample.labels['instance'])) continue;
    const was = earlier.get(keyOf(sample)) ?? 0;
    grown.set(key, (grown.get(key) ?? 0) + (sample.value >= was ? sample.value - was : sample.value));
  }
  return grown;
}

function lags(samples: Samples): Map<string, number> {
  return maxBy([...samples.values()].flat(), 'kafka_consumer_lag', ({ topic = '', group = '' }) => `${topic} ${group}`);
}

/** Groups see the same messages, each at its own time: the one that saw the most is the nearest to the truth. */
function topicRates(
  consumed: Flows['consumed'],
  before: Map<string, number>,
  now: Map<string, number>,
  seconds: number,
): Flows['topics'] {
  const rates = new Map<string, number>();
  for (const { service, topic, perSecond } of consumed) {
    const key = `${topic} ${service}`;
    const was = before.get(key);
    const waiting = was === undefined ? 0 : ((now.get(key) ?? was) - was) / seconds;
    rates.set(topic, Math.max(rates.get(topic) ?? 0, perSecond + waiting));
  }
  return [...rates].map(([topic, perSecond]) => ({ topic, perSecond }));
}
