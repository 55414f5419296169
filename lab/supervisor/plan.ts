import type { StoreCommand } from '../platform/store.ts';

/** How often an instance is asked, and how many failures in a row count. Taken from the Deployment's probes. */
export interface ProbePlan {
  periodMs: number;
  timeoutMs: number;
  failureThreshold: number;
}

/** One service as the supervisor runs it. All paths are absolute; the environment is complete but for the instance's id. */
export interface ServicePlan {
  name: string;
  /** The documented port, shared by all instances. */
  port: number;
  entry: string;
  execArgv: string[];
  env: Record<string, string>;
  /** Anonymous plus shared memory, above which an instance is killed. */
  memoryLimitBytes: number;
  /** From launch to the first answer 200 of /readyz. */
  startTimeoutMs: number;
  /** From SIGTERM to SIGKILL. */
  drainTimeoutMs: number;
  liveness: ProbePlan;
  readiness: ProbePlan;
  /** Takes traffic from outside, so it is drained before all others. */
  edge: boolean;
}

/** The same program under another version, perhaps with other settings: what a release of it would be. */
export interface Release {
  version: string;
  settings: Record<string, string>;
}

/** All the supervisor is told; written by `up` to a file only its owner can read. */
export interface LabPlan {
  home: string;
  host: string;
  portOffset: number;
  controlSocket: string;
  stores: StoreCommand[];
  services: ServicePlan[];
  logs: LogPlan;
}

/** A log file grows to `maxBytes`, then becomes `.1`; `keep` old ones are kept. */
export interface LogPlan {
  dir: string;
  maxBytes: number;
  keep: number;
}
