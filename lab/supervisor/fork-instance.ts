import cluster, { type Worker } from 'node:cluster';
import type { ServicePlan } from './plan.ts';

/**
 * Starts one instance as a cluster worker: the primary owns the documented port and deals its connections round robin,
 * so an instance can leave without a connection being refused. The settings are global but read at each fork, which is
 * how workers of different services share one primary.
 */
export function forkInstance(plan: ServicePlan, id: string, log: number): Worker {
  cluster.setupPrimary({
    exec: plan.entry,
    args: [],
    execArgv: plan.execArgv,
    stdio: ['ignore', log, log, 'ipc'],
  });
  return cluster.fork({ ...plan.env, INSTANCE_ID: id });
}
