import type { Kit, Worker } from '@ticketlab/service-kit/kit';
import { createLoop } from '@ticketlab/service-kit/loop';

const retryMs = 1_000;

/** Runs `bootstrap` until it has succeeded once; the instance is not ready before. */
export function createFirstAdminWorker(kit: Pick<Kit, 'log' | 'health'>, bootstrap: () => Promise<void>): Worker {
  let done = false;
  kit.health.addReadiness('first-admin', () =>
    done ? Promise.resolve() : Promise.reject(new Error('the first administrator is not created yet')),
  );
  const loop = createLoop(kit, {
    name: 'bootstrap',
    everyMs: retryMs,
    async run() {
      await bootstrap();
      done = true;
      void loop.stop();
      return false;
    },
  });
  return loop;
}
