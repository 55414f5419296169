import { setTimeout as sleep } from 'node:timers/promises';
import { profileBodySchema } from '@ticketlab/contracts/internal/profile';
import { z } from 'zod';
import { ProblemError } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import type { Kit } from '../kit.ts';

const samplingIntervalUs = 500;

/** Lets the lab's operator profile this process; none unless LAB_MODE is on. */
export function profileRoutes(kit: Pick<Kit, 'config'>): Route[] {
  if (kit.config.LAB_MODE !== 'on') return [];
  let running = false;
  return [
    route({
      method: 'post',
      path: '/internal/profile',
      summary: 'A CPU profile of the main thread, as V8 writes it',
      auth: 'service',
      body: profileBodySchema,
      contentType: 'application/json',
      responses: { 200: z.string() },
      problems: ['conflict'],
      async handler({ body: { seconds }, signal }) {
        if (running) throw new ProblemError('conflict', 'A profile of this instance is being taken already.');
        running = true;
        try {
          return { status: 200 as const, body: JSON.stringify(await takeProfile(seconds * 1_000, signal)) };
        } finally {
          running = false;
        }
      },
    }),
  ];
}

/** Shorter than `ms` when the signal aborts. */
async function takeProfile(ms: number, signal: AbortSignal): Promise<unknown> {
  // loaded when somebody asks: no instance pays for what it may never do
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: samplingIntervalUs });
    await session.post('Profiler.start');
    await sleep(ms, undefined, { signal }).catch(() => undefined);
    const { profile } = await session.post('Profiler.stop');
    return profile;
  } finally {
    session.disconnect();
  }
}
