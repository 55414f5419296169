import cluster from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { parseConfig } from '../../src/config/parse-config.ts';
import { route } from '../../src/http/route.ts';
import { createKit, createService, runService } from '../../src/kit.ts';

/**
 * A service as its main.ts would be. With REPLICAS it is its own supervisor instead: it runs that many workers behind
 * one port, and on SIGUSR2 replaces each, one after the other.
 */
if (process.env['REPLICAS'] !== undefined && cluster.isPrimary) {
  const fork = async (): Promise<void> => {
    const worker = cluster.fork();
    await new Promise<void>((resolve) => worker.on('message', () => resolve()));
  };
  await Promise.all(Array.from({ length: Number(process.env['REPLICAS']) }, fork));
  process.on('SIGUSR2', () => {
    void (async () => {
      for (const worker of Object.values(cluster.workers ?? {})) {
        await fork();
        const gone = new Promise((resolve) => worker?.once('exit', resolve));
        worker?.process.kill('SIGTERM');
        await gone;
      }
      process.send?.({ type: 'replaced' });
    })();
  });
  // not before the signal has its listener: without one it ends the process
  process.send?.({ type: 'ready' });
} else {
  runService(() => {
    const kit = createKit('order-service', parseConfig({}));
    const worker = {
      name: 'sweeper',
      start: () => Promise.resolve(),
      stop: () => {
        kit.log.info('sweeper stopped');
        return Promise.resolve();
      },
    };
    const slow = route({
      method: 'get',
      path: '/api/orders/slow',
      summary: 'Takes a while',
      auth: 'public',
      query: z.object({ ms: z.coerce.number() }),
      responses: { 200: z.object({ instance: z.string() }) },
      handler: async ({ query }) => {
        await sleep(query.ms);
        return { status: 200, body: { instance: kit.instance } };
      },
    });
    const crash = route({
      method: 'post',
      path: '/api/orders/crash',
      summary: 'Throws where nobody listens',
      auth: 'public',
      responses: { 204: null },
      handler: () => {
        setImmediate(() => {
          throw new Error('nobody caught this');
        });
        return Promise.resolve({ status: 204 });
      },
    });
    return createService(kit, { routes: [slow, crash], workers: [worker] });
  });
}
