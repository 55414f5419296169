import { closeSync } from 'node:fs';
import type { Worker } from 'node:cluster';
import { createBackoff, stableMs } from './backoff.ts';
import { forkInstance } from './fork-instance.ts';
import type { LogFiles } from './log-files.ts';
import type { ServicePlan } from './plan.ts';
import { probe, repeatProbe } from './probe.ts';
import { processToken } from './process-identity.ts';
import type { ProcessTable } from './process-table.ts';
import { createUsageMeter, type UsageMeter } from './process-usage.ts';
import type { InstancePhase, InstanceState, Report, Usage } from './state.ts';
import { createTimers } from './timers.ts';

export interface InstanceDeps {
  host: string;
  logs: LogFiles;
  table: ProcessTable;
  report: Report;
}

/**
 * One place in a service's set of replicas: it starts its process, watches it, and starts it again when it crashes,
 * until it is drained. What Kubernetes calls a pod with restartPolicy Always.
 */
export interface Instance {
  readonly id: string;
  phase(): InstancePhase;
  /** Settles with the first launch: null when ready, otherwise the reason why the process ended before that. */
  readonly firstOutcome: Promise<string | null>;
  /** SIGTERM, after `drainTimeoutMs` SIGKILL; resolves when the process is gone. */
  drain(): Promise<void>;
  /** Starts now what waits for its next try. */
  retryNow(): void;
  /** Takes a sample and kills the process when it is over its memory limit. */
  meter(): void;
  snapshot(): InstanceState;
}

export function createInstance(plan: ServicePlan, id: string, deps: InstanceDeps): Instance {
  const backoff = createBackoff();
  const first = Promise.withResolvers<string | null>();
  const gone = Promise.withResolvers<undefined>();
  let phase: InstancePhase = 'starting';
  let worker: Worker | undefined;
  let port: number | null = null;
  let startedAt: string | null = null;
  let readyAt: string | null = null;
  let restarts = 0;
  let reason: string | null = null;
  let retryAt: string | null = null;
  let obstacle: string | null = null;
  let usage: Usage | null = null;
  let usageMeter: UsageMeter | undefined;
  /** Why we killed it ourselves; explains the SIGKILL that follows. */
  let verdict: string | undefined;
  /** Everything that waits for the running process; replaced at each change of phase. */
  let timers = createTimers();
  const renewTimers = () => {
    timers.clear();
    return (timers = createTimers());
  };

  /** The first reason counts: what fails while the process is dying is no news. */
  const kill = (why: string) => {
    verdict ??= why;
    worker?.process.kill('SIGKILL');
  };

  const launch = () => {
    phase = 'starting';
    verdict = undefined;
    port = readyAt = retryAt = usage = obstacle = null;
    startedAt = new Date().toISOString();
    const logOffset = deps.logs.size(id);
    const log = deps.logs.open(id);
    const child = forkInstance(plan, id, log);
    closeSync(log);
    worker = child;
    const pid = child.process.pid;
    if (pid !== undefined) {
      usageMeter = createUsageMeter(pid);
      deps.table.add({ kind: 'instance', name: id, pid, token: processToken(pid) ?? '', fingerprint: '' });
    }
    deps.report(id, 'started', `pid ${pid ?? 'none'}`);
    renewTimers().after(plan.startTimeoutMs, () =>
      kill(`not ready within ${plan.startTimeoutMs / 1000} s (${obstacle ?? 'no sign of life'})`),
    );
    child.on('message', (message: unknown) => {
      if (!isReadyMessage(message) || port !== null) return;
      port = message.instancePort;
      void awaitReadiness(port);
    });
    child.on('error', (error) => {
      // what never started never exits either
      if (pid === undefined) ended(`cannot be started: ${error.message}`, null);
      else deps.report(id, 'crashed', error.message);
    });
    child.once('exit', (code: number | null, signal: string | null) => {
      if (pid !== undefined) deps.table.remove(pid);
      ended(describeExit(code, signal), deps.logs.lastWords(id, logOffset));
    });
  };

  const awaitReadiness = async (ownPort: number) => {
    const mine = timers;
    const { timeoutMs } = plan.readiness;
    const complaint = await probe({ host: deps.host, port: ownPort, path: '/readyz', timeoutMs });
    if (mine.cleared) return;
    if (complaint === null) {
      becomeReady(ownPort);
    } else {
      reason = obstacle = complaint;
      mine.after(100, () => void awaitReadiness(ownPort));
    }
  };

  const becomeReady = (ownPort: number) => {
    phase = 'ready';
    reason = null;
    readyAt = new Date().toISOString();
    deps.report(id, 'ready', `port ${ownPort}`);
    first.resolve(null);
    renewTimers().after(stableMs, () => backoff.reset());
    const { readiness, liveness } = plan;
    const target = { host: deps.host, port: ownPort };
    repeatProbe({ ...target, path: '/readyz', ...readiness }, readiness.periodMs, timers, ({ failures, complaint }) => {
      const next = complaint === null ? 'ready' : failures >= readiness.failureThreshold ? 'unready' : phase;
      if (next !== phase) deps.report(id, next === 'ready' ? 'ready' : 'unready', complaint ?? `port ${ownPort}`);
      phase = next;
      reason = complaint;
    });
    repeatProbe({ ...target, path: '/healthz', ...liveness }, liveness.periodMs, timers, ({ failures, complaint }) => {
      if (failures >= liveness.failureThreshold) kill(`Unhealthy: ${complaint ?? ''}, ${failures} times in a row`);
    });
  };

  const ended = (exit: string, lastWords: string | null) => {
    timers.clear();
    worker = usageMeter = undefined;
    usage = null;
    if (phase === 'draining') {
      deps.report(id, 'stopped', verdict ?? exit);
      gone.resolve(undefined);
      return;
    }
    reason = verdict ?? (lastWords === null ? exit : `${exit}: ${lastWords}`);
    restarts += 1;
    phase = 'backoff';
    const pause = backoff.next();
    retryAt = new Date(Date.now() + pause).toISOString();
    deps.report(id, verdict === undefined ? 'crashed' : 'killed', `${reason}; starts again in ${pause} ms`);
    first.resolve(reason);
    renewTimers().after(pause, launch);
  };

  launch();
  return {
    id,
    phase: () => phase,
    firstOutcome: first.promise,
    drain() {
      if (phase === 'draining') return gone.promise;
      phase = 'draining';
      renewTimers();
      first.resolve('stopped before it was ready');
      if (worker === undefined) {
        gone.resolve(undefined);
        return gone.promise;
      }
      deps.report(id, 'draining', `for at most ${plan.drainTimeoutMs} ms`);
      worker.process.kill('SIGTERM');
      timers.after(plan.drainTimeoutMs, () => kill(`killed: did not drain within ${plan.drainTimeoutMs} ms`));
      return gone.promise;
    },
    retryNow() {
      if (phase === 'backoff') launch();
    },
    meter() {
      usage = usageMeter?.sample() ?? null;
      if (usage !== null && usage.memoryBytes > plan.memoryLimitBytes) {
        kill(`OOMKilled: ${toMebibytes(usage.memoryBytes)} used, the limit is ${toMebibytes(plan.memoryLimitBytes)}`);
      }
    },
    snapshot: () => {
      const pid = worker?.process.pid ?? null;
      return { id, phase, pid, port, startedAt, readyAt, restarts, reason, retryAt, usage };
    },
  };
}

function isReadyMessage(message: unknown): message is { type: 'ready'; instancePort: number } {
  const { type, instancePort } = (message ?? {}) as { type?: unknown; instancePort?: unknown };
  return type === 'ready' && typeof instancePort === 'number';
}

function describeExit(code: number | null, signal: string | null): string {
  return signal === null ? `exit code ${code ?? 'unknown'}` : `killed by ${signal}`;
}

const toMebibytes = (bytes: number) => `${Math.round(bytes / 1_048_576)} MiB`;
