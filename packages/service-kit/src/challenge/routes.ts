import { setTimeout as sleep } from 'node:timers/promises';
import {
  challengeAnswerSchema,
  cpuChallengeQuerySchema,
  cpuResultSchema,
  errorChallengeQuerySchema,
  errorResultSchema,
  latencyChallengeQuerySchema,
  latencyResultSchema,
  memoryChallengeQuerySchema,
  memoryResultSchema,
} from '@ticketlab/contracts/http/challenge';
import { serviceTable } from '@ticketlab/contracts/services';
import { ProblemError } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import type { Kit } from '../kit.ts';
import { logEvent } from '../telemetry/log-events.ts';
import { createBurnPool } from './burn-pool.ts';
import { createMemoryHold } from './memory-hold.ts';

/** The challenge endpoints of a service, work in real units; none unless LAB_MODE is on. */
export function challengeRoutes(kit: Kit): Route[] {
  if (kit.config.LAB_MODE !== 'on') return [];
  const { prefix } = serviceTable[kit.name];
  const base = prefix === null ? '/api/challenge' : `/api/${prefix}/challenge`;
  // the gateway's have short names, as its other challenges do
  const names =
    prefix === null ? { cpu: 'cpu', memory: 'memory' } : { cpu: 'cpu-intensive', memory: 'memory-intensive' };
  const burns = createBurnPool();
  const memory = createMemoryHold();
  kit.onClose(() => burns.close());
  kit.onClose(() => memory.close());

  /** Runs a challenge and wraps its result in what every challenge answers. */
  async function run<T>(challenge: string, work: () => Promise<T>, describe: (result: T) => string) {
    const startedAt = performance.now();
    logEvent(kit.log, 'challenge-started', { challenge });
    const result = await work();
    const body = {
      challenge,
      service: kit.name,
      instance: kit.instance,
      result,
      duration_ms: round(performance.now() - startedAt),
      message: describe(result),
      timestamp: kit.clock().toISOString(),
    };
    return { status: 200 as const, body };
  }

  return [
    route({
      method: 'get',
      path: `${base}/${names.cpu}`,
      summary: 'Burn CPU milliseconds in a worker thread',
      auth: 'public',
      query: cpuChallengeQuerySchema,
      responses: { 200: challengeAnswerSchema(cpuResultSchema) },
      problems: ['overloaded'],
      handler: ({ query, signal }) =>
        run(
          names.cpu,
          async () => {
            const { spentCpuMs, queuedMs } = await burns.burn(query.cpuMs, signal);
            return { requestedCpuMs: query.cpuMs, spentCpuMs: round(spentCpuMs), queuedMs: round(queuedMs) };
          },
          ({ spentCpuMs }) => `Used ${spentCpuMs} ms of CPU time.`,
        ),
    }),
    route({
      method: 'get',
      path: `${base}/${names.memory}`,
      summary: 'Hold megabytes for a while',
      auth: 'public',
      query: memoryChallengeQuerySchema,
      responses: { 200: challengeAnswerSchema(memoryResultSchema) },
      problems: ['overloaded'],
      handler: ({ query, signal }) =>
        run(
          names.memory,
          async () => {
            const { heldMs, ...rss } = await memory.hold(query.mb, query.holdMs, signal);
            return { requestedMb: query.mb, heldMs: round(heldMs), ...rss };
          },
          ({ requestedMb, heldMs }) => `Held ${requestedMb} MiB for ${heldMs} ms and gave them back.`,
        ),
    }),
    route({
      method: 'get',
      path: `${base}/error-simulation`,
      summary: 'Fail a share of the calls on purpose',
      auth: 'public',
      query: errorChallengeQuerySchema,
      responses: { 200: challengeAnswerSchema(errorResultSchema) },
      problems: ['simulated-failure'],
      handler: ({ query }) =>
        run(
          'error-simulation',
          () => failSometimes(query.rate),
          ({ rate }) => `This call was spared; ${Math.round(rate * 100)} % of them fail.`,
        ),
    }),
    route({
      method: 'get',
      path: `${base}/latency`,
      summary: 'Answer late',
      auth: 'public',
      query: latencyChallengeQuerySchema,
      responses: { 200: challengeAnswerSchema(latencyResultSchema) },
      handler: ({ query, signal }) =>
        run(
          'latency',
          async () => {
            const startedAt = performance.now();
            await sleep(query.ms, undefined, { signal });
            return { requestedMs: query.ms, waitedMs: round(performance.now() - startedAt) };
          },
          ({ waitedMs }) => `Waited ${waitedMs} ms.`,
        ),
    }),
  ];
}

/** LAB: the failure is the feature. */
function failSometimes(rate: number): Promise<{ failed: false; rate: number }> {
  if (Math.random() >= rate) return Promise.resolve({ failed: false, rate });
  throw new ProblemError('simulated-failure', 'This call was chosen to fail.', {
    headers: { 'x-lab-fault': 'error-simulation' },
  });
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
