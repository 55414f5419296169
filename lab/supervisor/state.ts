/** What the control API reports; every time is ISO 8601 UTC. */
export interface LabState {
  pid: number;
  startedAt: string;
  portOffset: number;
  /** `starting` until `up` has declared the lab complete; then what it was declared to be. */
  phase: LabPhase;
  stores: StoreState[];
  services: ServiceState[];
  /** The newest last, at most 200. */
  events: LabEvent[];
}

export type LabPhase = 'starting' | 'stores-only' | 'ready' | 'stopping';

/** Kernel accounting of one process. */
export interface Usage {
  /** CPU time since the process started, all threads, the ended ones included. */
  cpuMicros: number;
  /** Over the last sampling interval; null until there are two samples. */
  cpuMillicores: number | null;
  /** Anonymous plus shared memory: what the memory limit is compared with. */
  memoryBytes: number;
  sampledAt: string;
}

export interface ServiceState {
  name: string;
  port: number;
  desired: number;
  memoryLimitBytes: number;
  instances: InstanceState[];
}

export type InstancePhase = 'starting' | 'ready' | 'unready' | 'draining' | 'backoff';

export interface InstanceState {
  id: string;
  phase: InstancePhase;
  pid: number | null;
  /** This instance's own port, once it listens. */
  port: number | null;
  startedAt: string | null;
  readyAt: string | null;
  restarts: number;
  /** Why it ended last, or why it is not ready now. */
  reason: string | null;
  retryAt: string | null;
  usage: Usage | null;
}

export interface StoreState {
  name: string;
  port: number;
  phase: 'stopped' | 'starting' | 'ready' | 'stopping' | 'backoff';
  pid: number | null;
  adopted: boolean;
  restarts: number;
  reason: string | null;
  usage: Usage | null;
}

export interface LabEvent {
  at: string;
  /** An instance, a store or `supervisor`. */
  subject: string;
  type:
    | 'started'
    | 'ready'
    | 'unready'
    | 'crashed'
    | 'killed'
    | 'adopted'
    | 'draining'
    | 'stopped'
    | 'scaled'
    | 'rolled'
    | 'released'
    | 'rolled-back';
  detail: string;
}

/** Notes what happened in the supervisor's log and in its state. */
export type Report = (subject: string, type: LabEvent['type'], detail: string) => void;
