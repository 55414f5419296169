import * as hdr from 'hdr-histogram-js';
import type { ErrorRow, Latencies, TimelinePoint } from './summary.ts';

const ranks = [50, 75, 90, 95, 99, 99.9];

/** Microseconds up to five minutes, three significant digits. */
function createHistogram(): hdr.Histogram {
  return hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 300_000_000,
    numberOfSignificantValueDigits: 3,
  });
}

function toLatencies(name: string, histogram: hdr.Histogram): Latencies {
  const percentiles: Record<string, number> = {};
  for (const rank of ranks) percentiles[`p${rank}`] = histogram.getValueAtPercentile(rank) / 1000;
  percentiles['max'] = histogram.maxValue / 1000;
  return {
    name,
    count: histogram.totalCount,
    percentiles,
    mean: histogram.totalCount === 0 ? 0 : histogram.mean / 1000,
  };
}

interface Second {
  started: number;
  finished: number;
  failed: number;
  latency: hdr.Histogram;
}

/** Collects what happens in a run. All times go in as milliseconds. */
export function createRecorder() {
  const all = createHistogram();
  const sendLag = createHistogram();
  const journeys = new Map<string, hdr.Histogram>();
  const endpoints = new Map<string, hdr.Histogram>();
  const errors = new Map<string, ErrorRow>();
  const seconds: Second[] = [];
  const counts = { started: 0, completed: 0, failed: 0, injected: 0, requests: 0 };

  function histogramOf(map: Map<string, hdr.Histogram>, name: string): hdr.Histogram {
    let histogram = map.get(name);
    if (histogram === undefined) {
      histogram = createHistogram();
      map.set(name, histogram);
    }
    return histogram;
  }

  function second(atMs: number): Second {
    const index = Math.max(0, Math.floor(atMs / 1000));
    while (seconds.length <= index) seconds.push({ started: 0, finished: 0, failed: 0, latency: createHistogram() });
    const found = seconds[index];
    if (found === undefined) throw new Error('unreachable: the second was just made');
    return found;
  }

  return {
    counts,
    journeyStarted(atMs: number, lagMs: number): void {
      counts.started += 1;
      second(atMs).started += 1;
      sendLag.recordValue(toMicros(lagMs));
    },
    journeyEnded(name: string, atMs: number, latencyMs: number, outcome: 'completed' | 'failed' | 'injected'): void {
      const now = second(atMs);
      now.finished += 1;
      if (outcome === 'completed') counts.completed += 1;
      else if (outcome === 'injected') counts.injected += 1;
      else {
        counts.failed += 1;
        now.failed += 1;
      }
      const micros = toMicros(latencyMs);
      all.recordValue(micros);
      now.latency.recordValue(micros);
      histogramOf(journeys, name).recordValue(micros);
    },
    request(endpoint: string, latencyMs: number): void {
      counts.requests += 1;
      histogramOf(endpoints, endpoint).recordValue(toMicros(latencyMs));
    },
    error(row: Omit<ErrorRow, 'count'>): void {
      const key = `${row.type} ${row.endpoint} ${row.injected}`;
      const known = errors.get(key);
      if (known === undefined) errors.set(key, { ...row, count: 1 });
      else known.count += 1;
    },
    p95(): number {
      return all.getValueAtPercentile(95) / 1000;
    },
    sendLagP99(): number {
      return sendLag.getValueAtPercentile(99) / 1000;
    },
    results() {
      const timeline: TimelinePoint[] = seconds.map(({ started, finished, failed, latency }, index) => ({
        second: index,
        started,
        finished,
        failed,
        p95: latency.getValueAtPercentile(95) / 1000,
      }));
      return {
        all: toLatencies('all journeys', all),
        journeys: [...journeys].map(([name, histogram]) => toLatencies(name, histogram)),
        endpoints: [...endpoints].map(([name, histogram]) => toLatencies(name, histogram)),
        errors: [...errors.values()].sort((a, b) => b.count - a.count),
        timeline,
      };
    },
  };
}

export type Recorder = ReturnType<typeof createRecorder>;

function toMicros(milliseconds: number): number {
  return Math.min(300_000_000, Math.max(1, Math.round(milliseconds * 1000)));
}
