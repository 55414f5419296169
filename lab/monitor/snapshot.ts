import type { Flows } from './flows.ts';
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
  flows: Flows;
}

export type HealthVerdict = 'healthy' | 'degraded' | 'unreachable';

/** Exit codes of monitor.sh. */
export const monitorExitCodes: Record<HealthVerdict, number> = { healthy: 0, degraded: 1, unreachable: 2 };

const worryingOutboxSeconds = 10;
const worryingErrorPercent = 5;
/** With fewer a share says little. */
const tellingRequestsPerSecond = 1;
const worryingLag = 1_000;

/** What is not as it should be, one sentence each; empty when healthy. `only` leaves those of one service, its breaker's included. */
export function findConcerns(snapshot: Snapshot, only?: string): string[] {
  const services = snapshot.services.filter(({ name }) => only === undefined || name === only);
  const concerns = services.flatMap(concernsOf);
  return only === undefined ? [...concerns, ...sharedConcerns(snapshot)] : concerns;
}

function concernsOf({ name, ready, desired, reason, breaker, errorPercent, requestsPerSecond }: ServiceRow): string[] {
  const concerns: string[] = [];
  if (desired === 0) {
    concerns.push(`${name} was scaled to 0: nothing answers`);
  } else if (ready < desired) {
    concerns.push(`${name} has ${ready} of ${desired} instances ready${reason === null ? '' : `: ${reason}`}`);
  }
  if (breaker !== null && breaker !== 'closed') concerns.push(`the breaker of ${name} is ${breaker}`);
  if (errorPercent !== null && errorPercent > worryingErrorPercent && requestsPerSecond >= tellingRequestsPerSecond) {
    concerns.push(`${name} answers ${errorPercent.toFixed(0)} % of its requests with an error`);
  }
  return concerns;
}

function sharedConcerns(snapshot: Snapshot): string[] {
  const concerns: string[] = [];
  for (const store of snapshot.stores) {
    if (store.phase !== 'ready')
      concerns.push(`${store.name} is ${store.phase}${store.reason === null ? '' : `: ${store.reason}`}`);
  }
  for (const { topic, group, lag } of snapshot.consumerLag) {
    if (lag > worryingLag) concerns.push(`${lag} records of ${topic} wait for ${group}`);
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
