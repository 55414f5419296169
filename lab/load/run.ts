import type { Audience, LoadData } from './journey.ts';
import type { LoadClient } from './load-client.ts';
import type { Recorder } from './recorder.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioPhase } from './scenario-shape.ts';
import type { ErrorRow, TimelinePoint } from './summary.ts';

export interface Progress {
  phase: string;
  elapsedSeconds: number;
  totalSeconds: number;
  started: number;
  inFlight: number;
  completed: number;
  failed: number;
  injected: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  sendLagP99Ms: number;
  errors: ErrorRow[];
  /** the last minute */
  recent: TimelinePoint[];
}

export interface RunOptions {
  scenario: Scenario;
  target: string;
  client: LoadClient;
  data: LoadData;
  /** visitors who stay connected, where the scenario has such */
  audience: ((recorder: Recorder) => Audience & { close(): void }) | null;
  /** visitors at once, for a closed model; null for an open one */
  vus: number | null;
  /** 0 to 1, seeded */
  random: () => number;
  /** ends the run early but in order */
  signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** One journey that runs. */
export interface InFlight {
  phase: string;
  /** in performance.now() time */
  since: number;
}

/** What both models run on. */
export interface Run {
  options: RunOptions;
  recorder: Recorder;
  /** performance.now() at the start */
  zero: number;
  inFlight: ReadonlySet<InFlight>;
  /** Which phase it is in, for whoever watches. */
  enter(phase: string): void;
  /** Runs one journey of the phase to its end; never rejects. `since` is when its latency begins to count. */
  journey(phase: ScenarioPhase, since: number): Promise<void>;
  /** One that the generator could not even begin. */
  refuse(phase: ScenarioPhase, reason: string): void;
}
