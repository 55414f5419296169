import { setTimeout as sleep } from 'node:timers/promises';
import type { Listeners } from '../http/listeners.ts';
import type { Kit, Worker } from '../kit.ts';
import { logEvent } from '../telemetry/log-events.ts';

interface Running {
  readonly listeners: Listeners;
  readonly registration: { deregister(): Promise<void> } | undefined;
  readonly workers: readonly Worker[];
  readonly close: (() => Promise<void>) | undefined;
}

const requestPatienceMs = 10_000;

/**
 * Ends an instance without failing a request: leave the shared port and discovery, answer `Connection: close` for DRAIN_MS while clients
 * turn elsewhere, close what is idle, let requests and workers finish, close the pools.
 */
export async function drain(kit: Kit, running: Running): Promise<void> {
  const { listeners, registration, workers } = running;
  logEvent(kit.log, 'draining');
  kit.health.markDraining();
  // LAB: what a fault holds, a pool's connections above all, would keep that from closing
  kit.faults?.close();
  listeners.leaveSharedPort();
  await registration?.deregister();
  await sleep(kit.config.DRAIN_MS);
  listeners.stopAccepting();
  await Promise.all([untilIdle(kit), stopWorkers(kit, workers)]);
  await attempt(kit, 'service', () => running.close?.());
  listeners.destroyAll();
  await attempt(kit, 'kit', () => kit.close());
  logEvent(kit.log, 'stopped');
}

async function untilIdle(kit: Kit): Promise<void> {
  const until = Date.now() + requestPatienceMs;
  while (kit.metrics.httpInFlight.count > 0 && Date.now() < until) await sleep(10);
}

async function stopWorkers(kit: Kit, workers: readonly Worker[]): Promise<void> {
  await Promise.all(workers.map((worker) => attempt(kit, worker.name, () => worker.stop())));
}

/** One part that fails to close must not keep the others open. */
async function attempt(kit: Kit, part: string, close: () => Promise<void> | undefined): Promise<void> {
  try {
    await close();
  } catch (error) {
    kit.log.error({ err: error, part }, 'closing failed');
  }
}
