import type { ServiceName } from '@ticketlab/contracts/services';

export type SecretName = 'SERVICE_TOKEN_SECRET' | 'JWT_PRIVATE_KEY' | 'TICKET_SIGNING_KEY';

/** How a program of ours runs in the local runtime; what Kubernetes also needs to know stands in its manifests. */
export interface LocalWorkload {
  /** Relative to the clone. */
  folder: string;
  database: { store: 'postgres' | 'mongo'; name: string } | null;
  /** Beside SERVICE_TOKEN_SECRET, which all have. */
  secrets: SecretName[];
  /** For node itself. */
  execArgv: readonly string[];
  /** False for what has no HPA. */
  scales: boolean;
}

// V8's young generation: small, a lab of many processes stays small
const small = ['--max-semi-space-size=2'];
// at 16 MB the gateway, through which everything goes, spends about a tenth less CPU; at rest it has 9 MB more
const roomy = ['--max-semi-space-size=16'];

const service = (name: string, store: 'postgres' | 'mongo', secrets: SecretName[] = []): LocalWorkload => ({
  folder: `services/${name}-service`,
  database: { store, name: `${name}_db` },
  secrets,
  execArgv: small,
  scales: true,
});

export const workloads = {
  'user-service': service('user', 'postgres', ['JWT_PRIVATE_KEY']),
  'event-service': service('event', 'mongo'),
  'ticket-service': service('ticket', 'postgres', ['TICKET_SIGNING_KEY']),
  'order-service': service('order', 'postgres'),
  'payment-service': service('payment', 'postgres'),
  'notification-service': service('notification', 'mongo'),
  'chat-service': service('chat', 'mongo'),
  'api-gateway': { folder: 'api-gateway', database: null, secrets: [], execArgv: roomy, scales: true },
  'lab-controller': { folder: 'lab/controller', database: null, secrets: [], execArgv: small, scales: false },
  // one process for both portals: in a cluster each is a web server with files, and has a manifest then
  portals: { folder: 'lab/portals', database: null, secrets: [], execArgv: small, scales: false },
} as const satisfies Partial<Record<ServiceName | 'portals', LocalWorkload>>;

export type WorkloadName = keyof typeof workloads;

export const workloadNames = Object.keys(workloads) as WorkloadName[];

/** Those that the autoscaler scales, each by its HPA. */
export const scaledNames = workloadNames.filter((name) => workloads[name].scales);

/** Who is called starts before who calls; what stands together starts together. */
export const startWaves: WorkloadName[][] = [
  ['user-service', 'event-service'],
  ['ticket-service', 'order-service'],
  ['payment-service', 'notification-service', 'chat-service', 'lab-controller'],
  ['api-gateway', 'portals'],
];
