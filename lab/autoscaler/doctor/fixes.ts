import type { DoctorFacts } from './facts.ts';

const isLocal = ({ runtime }: DoctorFacts) => runtime === 'local';
const patch = (service: string, change: unknown) =>
  `kubectl patch hpa ${service} --type merge -p '${JSON.stringify({ spec: change })}'`;

/** The one command for each finding; in the local runtime a manifest counts as soon as it is saved. */
export const fixes = {
  switchOn: ({ service }: DoctorFacts) => `./lab.sh autoscaler on ${service}`,
  revive: (facts: DoctorFacts) => (isLocal(facts) ? './deploy.sh' : 'kubectl get pods -n kube-system'),
  restoreManifest: (facts: DoctorFacts) =>
    isLocal(facts) ? `git checkout -- k8s/base/${facts.service}` : `kubectl apply -k k8s/base/${facts.service}`,
  correctTarget(facts: DoctorFacts) {
    if (isLocal(facts)) return fixes.restoreManifest(facts);
    const { kind } = facts.target;
    const name = facts.suggestedTarget ?? facts.service;
    return patch(facts.service, { scaleTargetRef: { apiVersion: 'apps/v1', kind, name } });
  },
  scaleTo: (facts: DoctorFacts, replicas: number) =>
    isLocal(facts)
      ? `./deploy.sh scale ${facts.service} ${replicas}`
      : `kubectl scale ${facts.target.kind.toLowerCase()} ${facts.target.name} --replicas=${replicas}`,
  showMissingPods: (facts: DoctorFacts) =>
    isLocal(facts)
      ? `./deploy.sh restart ${facts.service}`
      : `kubectl rollout restart ${facts.target.kind.toLowerCase()} ${facts.target.name}`,
  metricsServer: (installed: boolean) =>
    installed
      ? 'kubectl -n kube-system rollout restart deployment metrics-server'
      : 'kubectl apply -f https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml',
  addRequests(facts: DoctorFacts) {
    if (isLocal(facts)) return fixes.restoreManifest(facts);
    const amounts = facts.withoutRequest.map((resource) => `${resource}=${resource === 'cpu' ? '100m' : '224Mi'}`);
    return `kubectl set resources ${facts.target.kind.toLowerCase()} ${facts.target.name} --requests=${amounts.join(',')}`;
  },
  restart: (facts: DoctorFacts) =>
    isLocal(facts)
      ? `./deploy.sh restart ${facts.service}`
      : `kubectl rollout restart ${facts.target.kind.toLowerCase()} ${facts.target.name}`,
  raiseMax(facts: DoctorFacts) {
    const { service, spec, current, recommended } = facts;
    const before = spec?.maxReplicas ?? current;
    const after = Math.max(before + 1, recommended ?? 0);
    return isLocal(facts)
      ? `sed -i 's/maxReplicas: ${before}/maxReplicas: ${after}/' k8s/base/${service}/hpa.yaml`
      : patch(service, { maxReplicas: after });
  },
};
