import type { HistoryPoint } from '@ticketlab/contracts/http/lab';
import type { Kit } from '@ticketlab/service-kit/kit';
import { createLoop } from '@ticketlab/service-kit/loop';
import type { Worker } from '@ticketlab/service-kit/kit';
import { createCollector } from '../../monitor/collect.ts';
import type { Snapshot } from '../../monitor/snapshot.ts';
import type { Runtime } from './runtime.ts';

/** Looks at every service again and again and remembers the last 15 minutes. */
export interface Observer {
  readonly worker: Worker;
  /** Oldest first. */
  history(minutes: number): HistoryPoint[];
  latest(): Snapshot | undefined;
  /** Called after each look until the returned function is called. */
  onPoint(listener: (point: HistoryPoint) => void): () => void;
  readonly stepSeconds: number;
}

const keptMs = 15 * 60_000;

export function createObserver(
  kit: Pick<Kit, 'log' | 'clock'>,
  runtime: Pick<Runtime, 'state'>,
  everyMs: number,
): Observer {
  const collect = createCollector(() => runtime.state());
  const listeners = new Set<(point: HistoryPoint) => void>();
  let points: HistoryPoint[] = [];
  let latest: Snapshot | undefined;

  async function look(): Promise<boolean> {
    latest = await collect();
    const point = toPoint(latest);
    const oldest = kit.clock().getTime() - keptMs;
    points = [...points.filter(({ at }) => Date.parse(at) >= oldest), point];
    for (const listener of listeners) listener(point);
    return false;
  }

  return {
    worker: createLoop(kit, { name: 'observer', everyMs, run: look }),
    history(minutes) {
      const since = kit.clock().getTime() - minutes * 60_000;
      return points.filter(({ at }) => Date.parse(at) >= since);
    },
    latest: () => latest,
    onPoint(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stepSeconds: everyMs / 1000,
  };
}

function toPoint(snapshot: Snapshot): HistoryPoint {
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    at: snapshot.at,
    services: snapshot.services.map((row) => ({
      service: row.name,
      ready: row.ready,
      desired: row.desired,
      cpuMillicores: row.cpuMillicores,
      memoryBytes: row.memoryBytes,
      requestsPerSecond: row.requestsPerSecond,
      p95Ms: row.p95Ms,
      errorPercent: row.errorPercent,
      breaker: row.breaker,
    })),
    outboxPending: sum(snapshot.outbox.map(({ pending }) => pending)),
    consumerLag: sum(snapshot.consumerLag.map(({ lag }) => lag)),
    deadLetters: sum(snapshot.deadLetters.map(({ depth }) => depth)),
    invariantViolations: sum(snapshot.invariants.map(({ violations }) => violations)),
  };
}
