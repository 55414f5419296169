import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';

/** One kind of job, sent again and again. */
export interface JobPlan {
  /** A path of the gateway; it answers when the job is done. */
  path: string;
  intervalMs: number;
  /** A new connection for each job; else those that are kept would all stay with the first gateway. */
  reconnect: boolean;
}

export interface JobCounts {
  sent: number;
  done: number;
  failed: number;
  inFlight: number;
  /** The latest that a job was sent behind its time since the last reset. */
  worstLagMs: number;
}

export interface JobDriver {
  counts(): JobCounts;
  /** Another pace from now on. */
  setInterval(intervalMs: number): void;
  /** Resolves when what is under way is answered. */
  stop(): Promise<JobCounts>;
}

const timeoutMs = 30_000;

/** Sends jobs at a fixed interval, whatever becomes of them: an open model, so that a slow service gets no less load. */
export function startJobs(gateway: string, plan: JobPlan): JobDriver {
  const pool = new Pool(gateway, {
    connections: 128,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    pipelining: plan.reconnect ? 0 : 1,
  });
  const counts: JobCounts = { sent: 0, done: 0, failed: 0, inFlight: 0, worstLagMs: 0 };
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  let intervalMs = plan.intervalMs;

  async function send(): Promise<void> {
    counts.sent += 1;
    counts.inFlight += 1;
    try {
      const { statusCode, body } = await pool.request({ method: 'GET', path: plan.path });
      await body.dump();
      if (statusCode === 200) counts.done += 1;
      else counts.failed += 1;
    } catch {
      counts.failed += 1;
    } finally {
      counts.inFlight -= 1;
    }
  }

  async function run(): Promise<void> {
    let due = performance.now();
    for (;;) {
      const early = due - performance.now();
      if (early > 0) await wait(early, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      counts.worstLagMs = Math.max(counts.worstLagMs, performance.now() - due);
      const job = send();
      underWay.add(job);
      void job.finally(() => underWay.delete(job));
      due += intervalMs;
    }
  }

  const running = run();
  return {
    counts: () => ({ ...counts }),
    setInterval: (next) => void (intervalMs = next),
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(underWay);
      await pool.close();
      return { ...counts };
    },
  };
}
