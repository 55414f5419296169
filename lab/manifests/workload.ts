import { join } from 'node:path';
import type { AutoscaleTarget } from '@ticketlab/contracts/http/challenge';
import type { z } from 'zod';
import { ManifestError } from './manifest-error.ts';
import { readManifest } from './read-manifest.ts';
import { deploymentSchema, hpaSchema } from './schemas.ts';

type Container = z.output<typeof deploymentSchema>['spec']['template']['spec']['containers'][0];

/** What `k8s/base/<name>/deployment.yaml` says about a service; CPU in millicores, memory in bytes. */
export interface Deployment {
  name: string;
  resources: Container['resources'];
  startupProbe: Container['startupProbe'];
  readinessProbe: Container['readinessProbe'];
  livenessProbe: Container['livenessProbe'];
  graceSeconds: number;
}

/** A Deployment and its autoscaler. */
export interface Workload extends Deployment {
  hpa: z.output<typeof hpaSchema>['spec'];
}

/** Reads deployment.yaml and hpa.yaml of one service from `baseDir`, which is `k8s/base`. */
export function readWorkload(baseDir: string, name: string): Workload {
  const deployment = readDeployment(baseDir, name);
  const hpa = readManifest(join(baseDir, name, 'hpa.yaml'), hpaSchema);
  if (hpa.spec.scaleTargetRef.name !== deployment.name) {
    throw new ManifestError(
      `${join(baseDir, name, 'hpa.yaml')}: spec.scaleTargetRef.name is ${hpa.spec.scaleTargetRef.name}, the Deployment's name is ${deployment.name}`,
    );
  }
  return { ...deployment, hpa: hpa.spec };
}

/** Reads deployment.yaml of one service from `baseDir`, which is `k8s/base`; it need not have an autoscaler. */
export function readDeployment(baseDir: string, name: string): Deployment {
  const { metadata, spec } = readManifest(join(baseDir, name, 'deployment.yaml'), deploymentSchema);
  const { terminationGracePeriodSeconds, containers } = spec.template.spec;
  const { resources, startupProbe, readinessProbe, livenessProbe } = containers[0];
  return {
    name: metadata.name,
    resources,
    startupProbe,
    readinessProbe,
    livenessProbe,
    graceSeconds: terminationGracePeriodSeconds,
  };
}

/** The numbers that an autoscaling prediction needs, as the challenge endpoints take them. */
export function toAutoscaleTarget({ resources, hpa }: Workload): AutoscaleTarget {
  const utilization = (resource: 'cpu' | 'memory') => {
    for (const metric of hpa.metrics) {
      if (metric.type !== 'Resource' || metric.resource.name !== resource) continue;
      if (metric.resource.target.type === 'Utilization') return metric.resource.target.averageUtilization;
    }
    return null;
  };
  return {
    cpuRequestMillicores: resources.requests.cpu,
    memoryRequestMiB: Math.round(resources.requests.memory / 1_048_576),
    minReplicas: Math.max(1, hpa.minReplicas),
    maxReplicas: hpa.maxReplicas,
    cpuUtilization: utilization('cpu'),
    memoryUtilization: utilization('memory'),
    scaleDownStabilizationSeconds: hpa.behavior?.scaleDown.stabilizationWindowSeconds ?? 300,
  };
}
