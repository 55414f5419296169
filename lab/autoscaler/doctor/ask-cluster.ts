import { KubectlError, type Kubectl } from './kubectl.ts';
import { toKubernetesFacts } from './kubernetes-facts.ts';
import type { DoctorFacts } from './facts.ts';
import {
  apiServiceSchema,
  clusterHpaSchema,
  clusterPodsSchema,
  clusterTargetSchema,
  type ClusterPod,
  type ClusterTarget,
} from './kubernetes-objects.ts';

/** Collects what a cluster knows about one HPA. @throws KubectlError when there is no cluster or no such HPA */
export async function askCluster(kubectl: Kubectl, name: string, now: number): Promise<DoctorFacts> {
  const hpa = clusterHpaSchema.parse(await kubectl('get', 'hpa', name));
  const { kind, name: targetName } = hpa.spec.scaleTargetRef;
  const target = await orNull(async () =>
    clusterTargetSchema.parse(await kubectl('get', kind.toLowerCase(), targetName)),
  );
  const suggestion =
    target === null
      ? await orNull(async () => clusterTargetSchema.parse(await kubectl('get', 'deployment', name)))
      : null;
  const pods = target === null ? [] : await podsOf(kubectl, target);
  return toKubernetesFacts({
    hpa,
    target,
    suggestedTarget: suggestion?.metadata.name ?? null,
    pods,
    metricsApi: await metricsApi(kubectl),
    now,
  });
}

/** The names of all HPAs of the namespace. */
export async function namesInCluster(kubectl: Kubectl): Promise<string[]> {
  const { items } = (await kubectl('get', 'hpa')) as { items: { metadata: { name: string } }[] };
  return items.map(({ metadata }) => metadata.name);
}

async function podsOf(kubectl: Kubectl, target: ClusterTarget): Promise<ClusterPod[]> {
  const labels = Object.entries(target.spec.selector.matchLabels).map(([key, value]) => `${key}=${value}`);
  if (labels.length === 0) return [];
  return clusterPodsSchema.parse(await kubectl('get', 'pods', '--selector', labels.join(','))).items;
}

async function metricsApi(kubectl: Kubectl): Promise<DoctorFacts['metricsApi']> {
  const service = await orNull(async () =>
    apiServiceSchema.parse(await kubectl('get', 'apiservice', 'v1beta1.metrics.k8s.io')),
  );
  if (service === null) return { problem: 'metrics-server is not installed', installed: false };
  const available = service.status.conditions.find(({ type }) => type === 'Available');
  if (available?.status === 'True') return null;
  return { problem: available?.message ?? 'it is not available', installed: true };
}

async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof KubectlError && error.notFound) return null;
    throw error;
  }
}
