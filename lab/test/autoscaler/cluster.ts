import { KubectlError, type Kubectl } from '../../autoscaler/doctor/kubectl.ts';

/** Answers in the shape that `kubectl get … -o json` prints them, for one Deployment with an HPA on cpu and memory. */

interface Condition {
  type: string;
  status: 'True' | 'False';
  reason: string;
  message: string;
}

export const condition = (type: string, status: Condition['status'], reason: string, message = ''): Condition => ({
  type,
  status,
  reason,
  message,
});

export const fine: Condition[] = [
  condition('AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size'),
  condition(
    'ScalingActive',
    'True',
    'ValidMetricFound',
    'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
  ),
  condition('ScalingLimited', 'False', 'DesiredWithinRange', 'the desired count is within the acceptable range'),
];

/** The status of its type replaced. */
export const withCondition = (changed: Condition): Condition[] =>
  fine.map((given) => (given.type === changed.type ? changed : given));

const resource = (name: string, averageUtilization: number) => ({
  type: 'Resource',
  resource: { name, current: { averageUtilization, averageValue: `${averageUtilization}m` } },
});

export interface ClusterWish {
  replicas?: number;
  cpu?: number | null;
  memory?: number | null;
  conditions?: Condition[];
  target?: string;
  minReplicas?: number;
  lastScaleTime?: string;
}

export const hpa = ({
  replicas = 1,
  cpu = 40,
  memory = 30,
  conditions = fine,
  target,
  minReplicas,
  lastScaleTime,
}: ClusterWish = {}) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'order-service', namespace: 'ticketlab', uid: '6b1c', resourceVersion: '4711' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target ?? 'order-service' },
    minReplicas: minReplicas ?? 1,
    maxReplicas: 6,
    metrics: [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } },
    ],
    behavior: {
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [{ type: 'Pods', value: 2, periodSeconds: 15 }],
      },
      scaleDown: {
        stabilizationWindowSeconds: 60,
        selectPolicy: 'Max',
        policies: [{ type: 'Percent', value: 50, periodSeconds: 30 }],
      },
    },
  },
  status: {
    currentReplicas: replicas,
    desiredReplicas: replicas,
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    currentMetrics:
      cpu === null && memory === null
        ? null
        : [
            ...(cpu === null ? [{ type: '' }] : [resource('cpu', cpu)]),
            ...(memory === null ? [{ type: '' }] : [resource('memory', memory)]),
          ],
    conditions: conditions.map((given) => ({ ...given, lastTransitionTime: '2030-01-01T00:00:00Z' })),
  },
});

export const deployment = (replicas = 1, name = 'order-service') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'ticketlab' },
  spec: { replicas, selector: { matchLabels: { 'app.kubernetes.io/name': name } } },
  status: { replicas },
});

export const pod = (
  number: number,
  overrides: { ready?: boolean; waiting?: string; phase?: string; requests?: object; unschedulable?: boolean } = {},
) => {
  const {
    ready = true,
    waiting,
    phase = 'Running',
    requests = { cpu: '100m', memory: '224Mi' },
    unschedulable = false,
  } = overrides;
  return {
    metadata: { name: `order-service-7d9f-${number}`, namespace: 'ticketlab' },
    spec: { containers: [{ name: 'order-service', resources: { requests, limits: { cpu: '1' } } }] },
    status: {
      phase,
      conditions: unschedulable
        ? [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }]
        : [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [{ ready, state: waiting === undefined ? { running: {} } : { waiting: { reason: waiting } } }],
    },
  };
};

const list = (items: unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });
const apiService = (status: string, message: string) => ({
  kind: 'APIService',
  status: { conditions: [{ type: 'Available', status, message }] },
});
export const metricsApi = {
  fine: apiService('True', 'all checks passed'),
  failing: apiService('False', 'failing or missing response from https://10.0.0.7:10250: connection refused'),
};

/** A kubectl that knows these answers; what is null does not exist. */
export function createCluster(answers: {
  hpa?: unknown;
  deployments?: ReturnType<typeof deployment>[];
  pods?: unknown[];
  metricsApi?: unknown;
}): Kubectl {
  const {
    hpa: scaler = hpa(),
    deployments = [deployment()],
    pods = [pod(1)],
    metricsApi: api = metricsApi.fine,
  } = answers;
  return (verb, kind = '', name = '') => {
    const found = new Map<string, unknown>([
      ['hpa', scaler],
      ['deployment', deployments.find(({ metadata }) => metadata.name === name)],
      ['pods', list(pods)],
      ['apiservice', api],
    ]).get(kind);
    if (verb === 'get' && found !== undefined && found !== null) return Promise.resolve(found);
    return Promise.reject(new KubectlError(`Error from server (NotFound): ${kind} "${name}" not found`));
  };
}
