export interface Latencies {
  name: string;
  count: number;
  /** milliseconds by name: p50, p75, p90, p95, p99, p99.9, max */
  percentiles: Record<string, number>;
  mean: number;
}

export interface ErrorRow {
  /** problem code, HTTP status, or the name of a transport error */
  type: string;
  endpoint: string;
  count: number;
  /** damaged on purpose by the lab (x-lab-fault) */
  injected: boolean;
  /** a request id to look up in the logs */
  example: string | null;
}

export interface TimelinePoint {
  second: number;
  started: number;
  finished: number;
  failed: number;
  p95: number;
}

/** Everything a report shows, in JSON. */
export interface RunSummary {
  scenario: string;
  description: string;
  model: 'open';
  target: string;
  startedAt: string;
  durationSeconds: number;
  planned: number;
  started: number;
  completed: number;
  failed: number;
  /** shares of the journeys, 0 to 1; `errorRate` leaves the injected ones out */
  errorRate: number;
  injectedRate: number;
  requestsPerSecond: number;
  all: Latencies;
  journeys: Latencies[];
  endpoints: Latencies[];
  errors: ErrorRow[];
  timeline: TimelinePoint[];
  invariants: { before: Violation[]; after: Violation[] } | null;
  /** the states that the watched breaker went through, the first one first */
  breaker: string[] | null;
  generator: { cpuPercent: number; sendLagP99Ms: number; eventLoopLagP99Ms: number; interrupted: boolean };
}

export interface Violation {
  invariant: string;
  count: number;
}

export type VerdictKind = 'passed' | 'failed' | 'inconclusive';

export interface Verdict {
  kind: VerdictKind;
  reasons: string[];
  checks: { threshold: string; met: boolean; actual: string }[];
}

/** A generator that sends this late measures itself; milliseconds. */
export const longestSendLagMs = 10;

/** Exit codes: 0 passed, 1 failed, 3 inconclusive (2 is for wrong usage). */
export const exitCodes: Record<VerdictKind, number> = { passed: 0, failed: 1, inconclusive: 3 };
