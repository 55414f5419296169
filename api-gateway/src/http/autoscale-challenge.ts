import {
  type AutoscaleTarget,
  autoscaleTargetsSchema,
  type autoscaleResultSchema,
  cpuResultSchema,
} from '@ticketlab/contracts/http/challenge';
import { isServiceName, serviceTable } from '@ticketlab/contracts/services';
import type { Kit } from '@ticketlab/service-kit/kit';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import type { z } from 'zod';
import { predictReplicas } from './autoscale-arithmetic.ts';

type Result = z.output<typeof autoscaleResultSchema>;

/** CPU milliseconds of one job: short ones spread evenly over instances. */
const jobCpuMs = 10;

export interface AutoscaleWish {
  service: string;
  millicores: number;
  seconds: number;
  dryRun: boolean;
}

/** Reads AUTOSCALE_TARGETS. @throws Error saying what is wrong in it */
export function parseAutoscaleTargets(json: string): Record<string, AutoscaleTarget> {
  return autoscaleTargetsSchema.parse(JSON.parse(json));
}

/** Says what the HPA makes of a load, from the manifest's numbers, and (unless it is a dry run) really runs that load. */
export function createAutoscaleChallenge(kit: Kit, targets: Record<string, AutoscaleTarget>) {
  return async (wish: AutoscaleWish, signal: AbortSignal): Promise<Result> => {
    const target = targets[wish.service];
    if (target === undefined || !isServiceName(wish.service)) {
      const known = Object.keys(targets).join(', ');
      throw new ProblemError('validation-failed', `No HPA is known for "${wish.service}".`, {
        errors: [{ path: 'service', message: known === '' ? 'AUTOSCALE_TARGETS is not set' : `one of: ${known}` }],
      });
    }
    const instances = kit.discovery.instances(wish.service);
    const replicasNow = Math.max(1, instances.length);
    const usages = await Promise.all(instances.map(({ host, port }) => idleMillicores(`http://${host}:${port}`)));
    const idle = usages.length === 0 ? 0 : usages.reduce((sum, usage) => sum + usage, 0) / usages.length;
    const prediction = predictReplicas(target, replicasNow, wish.millicores, idle);
    const load = wish.dryRun ? null : await runLoad(kit, wish, signal);
    return { target, replicasNow, idleMillicoresPerReplica: Math.round(idle * 10) / 10, ...prediction, load };
  };
}

async function idleMillicores(base: string): Promise<number> {
  try {
    const { body } = await request(`${base}/health`, { signal: AbortSignal.timeout(1_000) });
    const { usage } = (await body.json()) as { usage: { cpuMillicores: number } };
    return usage.cpuMillicores;
  } catch {
    return 0;
  }
}

/** LAB: burns `millicores` for `seconds`, as jobs of 10 CPU ms at fixed intervals, each at a random instance. */
async function runLoad(kit: Kit, wish: AutoscaleWish, signal: AbortSignal): Promise<NonNullable<Result['load']>> {
  const service = wish.service as keyof typeof serviceTable;
  const { prefix } = serviceTable[service];
  const path = prefix === null ? '/api/challenge/cpu' : `/api/${prefix}/challenge/cpu-intensive`;
  const jobs = Math.round((wish.millicores / jobCpuMs) * wish.seconds);
  const everyMs = (wish.seconds * 1000) / jobs;
  const startedAt = performance.now();
  const running: Promise<number | null>[] = [];
  for (let job = 0; job < jobs && !signal.aborted; job += 1) {
    const early = startedAt + job * everyMs - performance.now();
    if (early > 0) await wait(early);
    const instances = kit.discovery.instances(service);
    const instance = instances[Math.floor(Math.random() * instances.length)];
    running.push(
      instance === undefined ? Promise.resolve(null) : burn(`http://${instance.host}:${instance.port}${path}`),
    );
  }
  const spent = await Promise.all(running);
  return {
    jobs: running.length,
    failed: spent.filter((cpuMs) => cpuMs === null).length,
    spentCpuMs: Math.round(spent.reduce<number>((sum, cpuMs) => sum + (cpuMs ?? 0), 0)),
  };
}

async function burn(url: string): Promise<number | null> {
  try {
    const { statusCode, body } = await request(`${url}?cpuMs=${jobCpuMs}`, { signal: AbortSignal.timeout(10_000) });
    const answer = (await body.json()) as { result: unknown };
    return statusCode === 200 ? cpuResultSchema.parse(answer.result).spentCpuMs : null;
  } catch {
    return null;
  }
}
