import { join } from 'node:path';
import type { z } from 'zod';
import type { MetricSpec, ResourceName, ScaleSpec, Target } from '../autoscaler/types.ts';
import { ManifestError } from './manifest-error.ts';
import { readManifest } from './read-manifest.ts';
import { hpaSchema, scaleTargetSchema } from './schemas.ts';

type HpaSpec = z.output<typeof hpaSchema>['spec'];
type HpaMetric = HpaSpec['metrics'][number];

/** What the autoscaler reckons with for one service; requests in millicores and bytes. */
export interface ScaleTarget {
  service: string;
  spec: ScaleSpec;
  requests: Partial<Record<ResourceName, number>>;
}

/**
 * Reads hpa.yaml and the requests in deployment.yaml of one service. Other than `readWorkload` it takes a Deployment
 * without requests: that is something for the autoscaler to tell.
 * @throws {ManifestError} naming file, place and reason
 */
export function readScaleTarget(baseDir: string, service: string): ScaleTarget {
  const hpaFile = join(baseDir, service, 'hpa.yaml');
  const { scaleTargetRef, ...hpa } = readManifest(hpaFile, hpaSchema).spec;
  const target = readManifest(join(baseDir, service, 'deployment.yaml'), scaleTargetSchema);
  if (scaleTargetRef.name !== target.metadata.name || scaleTargetRef.kind !== target.kind) {
    throw new ManifestError(
      `${hpaFile}: spec.scaleTargetRef is ${scaleTargetRef.kind} ${scaleTargetRef.name}, there is only ${target.kind} ${target.metadata.name}`,
    );
  }
  const { cpu, memory } = target.spec.template.spec.containers[0].resources.requests;
  return {
    service,
    spec: toScaleSpec(hpa),
    requests: { ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) },
  };
}

/** The manifest's words in the autoscaler's. */
export function toScaleSpec({
  minReplicas,
  maxReplicas,
  metrics,
  behavior,
}: Omit<HpaSpec, 'scaleTargetRef'>): ScaleSpec {
  return { minReplicas, maxReplicas, metrics: metrics.map(toMetric), behavior };
}

function toMetric(metric: HpaMetric): MetricSpec {
  if (metric.type === 'Pods') {
    const { metric: named, target } = metric.pods;
    return { type: 'Pods', name: named.name, target: { type: 'AverageValue', value: target.averageValue } };
  }
  const { name, target } = metric.resource;
  const wanted: Target =
    target.type === 'Utilization'
      ? { type: 'Utilization', percent: target.averageUtilization }
      : { type: 'AverageValue', value: target.averageValue };
  return { type: 'Resource', name, target: wanted };
}
