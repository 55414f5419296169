import type { HttpRates } from './http-rates.ts';
import type { SloStatus } from './slo.ts';

export interface ServiceRow extends HttpRates {
  name: string;
  ready: number;
  desired: number;
  /** of all its instances together */
  cpuMillicores: number | null;
  memoryBytes: number;
  memoryLimitBytes: number;
  restarts: number;
  /** as the gateway sees it; null for the gateway itself or when it is not reachable */
  breaker: 'closed' | 'half-open' | 'open' | null;
  /** why an instance is not ready */
  reason: string | null;
}

/** Everything one look at the system shows. */
export interface Snapshot {
  at: string;
  phase: string;
  services: ServiceRow[];
  stores: { name: string; phase: string; cpuMillicores: number | null; memoryBytes: number; reason: string | null }[];
  consumerLag: { topic: string; group: string; lag: number }[];
  outbox: { service: string; pending: number; oldestSeconds: number }[];
  deadLetters: { topic: string; depth: number }[];
  faults: { kind: string; active: number }[];
  invariants: { invariant: string; violations: number }[];
  slos: SloStatus[];
}

export type HealthVerdict = 'healthy' | 'degraded' | 'unreachable';

/** Exit codes of monitor.sh. */
export const monitorExitCodes: Record<HealthVerdict, number> = { healthy: 0, degraded: 1, unreachable: 2 };

const worryingOutboxSeconds = 10;

/** What is not as it should be, one sentence each; empty when healthy. */
export function findConcerns(snapshot: Snapshot): string[] {
  const concerns: string[] = [];
  for (const service of snapshot.services) {
    if (service.ready < service.desired) {
      const why = service.reason === null ? '' : `: ${service.reason}`;
      concerns.push(`${service.name} has ${service.ready} of ${service.desired} instances ready${why}`);
    }
    if (service.breaker !== null && service.breaker !== 'closed') {
      concerns.push(`the breaker of ${service.name} is ${service.breaker}`);
    }
  }
  for (const store of snapshot.stores) {
    if (store.phase !== 'ready')
      concerns.push(`${store.name} is ${store.phase}${store.reason === null ? '' : `: ${store.reason}`}`);
  }
  for (const { topic, depth } of snapshot.deadLetters) {
    if (depth > 0) concerns.push(`${depth} dead letters in ${topic}; list them with ./lab.sh dlq list`);
  }
  for (const { service, pending, oldestSeconds } of snapshot.outbox) {
    if (oldestSeconds > worryingOutboxSeconds) {
      concerns.push(`the outbox of ${service} holds ${pending} events, the oldest for ${oldestSeconds.toFixed(0)} s`);
    }
  }
  for (const { invariant, violations } of snapshot.invariants) {
    if (violations > 0) concerns.push(`invariant violated: ${invariant} (${violations})`);
  }
  return concerns;
}
