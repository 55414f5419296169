import { portalNames } from '@ticketlab/contracts/services';
import type { Deployment } from '../../manifests/workload.ts';
import { root } from './home.ts';
import type { LabPorts } from './ports.ts';

const probe = { periodSeconds: 5, timeoutSeconds: 1, failureThreshold: 3 };
const mebibyte = 1_048_576;

/** Requests, limits and probes of the process that serves both portals: it has no manifest, being the local runtime's own. */
export const portalsDeployment: Deployment = {
  name: 'portals',
  resources: {
    requests: { cpu: 50, memory: 64 * mebibyte },
    limits: { cpu: 500, memory: 128 * mebibyte },
  },
  startupProbe: { ...probe, httpGet: { path: '/readyz' }, periodSeconds: 1, failureThreshold: 30 },
  readinessProbe: { ...probe, httpGet: { path: '/readyz' } },
  livenessProbe: { ...probe, httpGet: { path: '/healthz' }, timeoutSeconds: 2 },
  graceSeconds: 30,
};

/** Its environment. It has no secrets and knows no store. */
export function portalsEnv(host: string, ports: LabPorts): Record<string, string> {
  return {
    HOST: host,
    INSTANCE_PORT: '0',
    PORTALS: portalNames.join(','),
    PORTALS_ROOT: root,
    GATEWAY_URL: `http://${host}:${ports.service('api-gateway')}`,
    USER_PORTAL_PORT: String(ports.portal('user-portal')),
    ADMIN_PORTAL_PORT: String(ports.portal('admin-portal')),
  };
}
