import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import {
  type Deployment,
  readDeployment,
  readWorkload,
  toAutoscaleTarget,
  type Workload,
} from '../../manifests/workload.ts';
import type { StoreCommand } from '../../platform/store.ts';
import type { StoreName } from '../../platform/store-name.ts';
import type { LabPlan, ProbePlan, ServicePlan } from '../../supervisor/plan.ts';
import { demoAccounts } from './accounts.ts';
import type { ExternalStores } from './external-stores.ts';
import { root, type LabHome } from './home.ts';
import { portalsDeployment, portalsEnv } from './portals-workload.ts';
import type { LabPorts } from './ports.ts';
import type { Secrets } from './secrets.ts';
import { serviceEnv } from './service-env.ts';
import { scaledNames, workloadNames, workloads, type WorkloadName } from './workloads.ts';

const host = '127.0.0.1';
const manifestsDir = join(root, 'k8s/base');

export interface PlanInput {
  home: LabHome;
  ports: LabPorts;
  stores: StoreCommand[];
  external: ExternalStores;
  secrets: Secrets;
  profile: 'lab' | 'production';
  logMaxMegabytes: number;
  logKeep: number;
  trustedProxies: string[];
}

/** Everything the supervisor needs to know, from ports, manifests and where the stores are. */
export function createLabPlan(input: PlanInput): LabPlan {
  const { home, ports, stores } = input;
  const autoscaleTargets = Object.fromEntries(
    scaledNames.map((name) => [name, toAutoscaleTarget(readManifestOf(name))]),
  );
  const shared = {
    host,
    portOffset: ports.offset,
    storeUrls: storeUrls(stores, input.external),
    secrets: input.secrets,
    autoscaleTargets,
    commit: currentCommit(),
    outboxDir: join(home.dir, 'mail'),
    home: home.dir,
    controlSocket: home.controlSocket,
    manifestsDir,
    admin: input.profile === 'lab' ? demoAccounts.admin : null,
    trustedProxies: [host, ...input.trustedProxies],
  };
  const toServicePlan = (name: WorkloadName, manifest: Deployment, port: number, env: ServicePlan['env']) => ({
    name,
    port,
    entry: join(home.dist, name, 'main.mjs'),
    execArgv: [...workloads[name].execArgv],
    env,
    memoryLimitBytes: manifest.resources.limits.memory,
    startTimeoutMs: manifest.startupProbe.failureThreshold * manifest.startupProbe.periodSeconds * 1000,
    drainTimeoutMs: manifest.graceSeconds * 1000,
    liveness: toProbePlan(manifest.livenessProbe),
    readiness: toProbePlan(manifest.readinessProbe),
    edge: name === 'api-gateway' || name === 'portals',
  });
  const planOf = (name: WorkloadName): ServicePlan => {
    if (name === 'portals') {
      return toServicePlan(name, portalsDeployment, ports.portal('user-portal'), portalsEnv(host, ports));
    }
    const manifest = readDeployment(manifestsDir, name);
    const port = ports.service(name);
    return toServicePlan(name, manifest, port, serviceEnv(name, { ...shared, manifest, port }));
  };
  return {
    home: home.dir,
    host,
    portOffset: ports.offset,
    controlSocket: home.controlSocket,
    stores,
    services: workloadNames.map(planOf),
    logs: { dir: home.logs, maxBytes: input.logMaxMegabytes * 1_048_576, keep: input.logKeep },
  };
}

export function readManifestOf(name: WorkloadName): Workload {
  return readWorkload(manifestsDir, name);
}

/** How many instances `up` starts of it. */
export function initialSize(name: WorkloadName): number {
  return workloads[name].scales ? readManifestOf(name).hpa.minReplicas : 1;
}

/** Where each store is: what was brought along, else the embedded one. */
export function storeUrls(stores: StoreCommand[], external: ExternalStores): Record<StoreName, string> {
  const urlOf = (name: StoreName) => external[name] ?? stores.find((store) => store.name === name)?.url ?? '';
  return { postgres: urlOf('postgres'), redis: urlOf('redis'), kafka: urlOf('kafka'), mongo: urlOf('mongo') };
}

function toProbePlan(probe: Workload['livenessProbe']): ProbePlan {
  const { periodSeconds, timeoutSeconds, failureThreshold } = probe;
  return { periodMs: periodSeconds * 1000, timeoutMs: timeoutSeconds * 1000, failureThreshold };
}

function currentCommit(): string {
  try {
    const args = ['-C', root, 'rev-parse', '--short', 'HEAD'];
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}
