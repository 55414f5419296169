import type { MachineUse } from './machine-use.ts';

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

/** Counts are per second; latencies, in milliseconds, are of the journeys that ended then. */
export interface TimelinePoint {
  second: number;
  started: number;
  finished: number;
  failed: number;
  injected: number;
  inFlight: number;
  p50: number;
  p95: number;
  p99: number;
}

export interface PhaseResult {
  name: string;
  started: number;
  completed: number;
  errorRate: number;
  injectedRate: number;
  sendLagP99Ms: number | null;
  latencies: Latencies;
}

/** Where a stress run broke. */
export interface Knee {
  /** the highest step, in journeys a second, at which everything still held; 0 when not even the first did */
  rate: number;
  /** the step that did not hold; null when all did */
  brokeAt: number | null;
  because: string | null;
  /** whether the generator was late before the system broke: then the knee is one of the generator */
  byGenerator: boolean;
}

/** What became of the few seats that everybody wanted. */
export interface SaleCheck {
  capacity: number;
  available: number;
  reserved: number;
  sold: number;
  /** tickets in the customers' hands */
  tickets: number;
  /** seats that two tickets are for */
  doubleSeats: string[];
}

export interface GeneratorHealth {
  cpuPercent: number;
  /** how late journeys began; null in a closed model, which has no schedule, and for k6, which does not tell */
  sendLagP99Ms: number | null;
  /** null for k6 */
  eventLoopLagP99Ms: number | null;
  /** how long its thread waited for a CPU, of each second; null where the system does not tell */
  runQueueMsPerSecond: number | null;
  interrupted: boolean;
  /** what else makes its measurements doubtful */
  doubts: string[];
}

/** Everything a report shows, in JSON. */
export interface RunSummary {
  scenario: string;
  description: string;
  engine: 'ticketlab' | 'k6';
  model: 'open' | 'closed';
  /** visitors at once, in a closed model */
  vus: number | null;
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
  /** how completed journeys ended, where there is more than one good end */
  outcomes: Record<string, number>;
  journeys: Latencies[];
  endpoints: Latencies[];
  phases: PhaseResult[];
  errors: ErrorRow[];
  timeline: TimelinePoint[];
  /** latency of all journeys by percentile */
  distribution: { percentile: number; ms: number }[];
  knee: Knee | null;
  sale: SaleCheck | null;
  invariants: { before: Violation[]; after: Violation[] } | null;
  /** the states that the watched breaker went through, the first one first */
  breaker: string[] | null;
  generator: GeneratorHealth;
  /** null where nobody can tell who else used the machine */
  machine: MachineUse | null;
}

/** What the run itself finds out; the rest is asked of the system around it. */
export type RunResult = Omit<RunSummary, 'invariants' | 'breaker' | 'sale' | 'machine'>;

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

/** Where the reports of a run were written. */
export interface ReportFiles {
  json: string;
  html: string;
}
