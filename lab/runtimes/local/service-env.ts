import type { AutoscaleTarget } from '@ticketlab/contracts/http/challenge';
import { serviceTable } from '@ticketlab/contracts/services';
import type { Deployment } from '../../manifests/workload.ts';
import type { StoreName } from '../../platform/store-name.ts';
import { withDatabase } from './external-stores.ts';
import { root } from './home.ts';
import type { Secrets } from './secrets.ts';
import { workloads, type LocalWorkload, type WorkloadName } from './workloads.ts';

export interface ServiceEnvInput {
  host: string;
  port: number;
  portOffset: number;
  /** Where the stores are, embedded or not. */
  storeUrls: Record<StoreName, string>;
  secrets: Secrets;
  manifest: Deployment;
  autoscaleTargets: Record<string, AutoscaleTarget>;
  commit: string;
  /** Files that services leave for people to read, such as e-mails. */
  outboxDir: string;
  /** The folder of generated state. */
  home: string;
  controlSocket: string;
  manifestsDir: string;
  admin: { email: string; password: string } | null;
  /** Whose X-Forwarded-For the gateway believes. */
  trustedProxies: string[];
}

/** What one service finds in its environment, beside what the person who ran `up` had in theirs. */
export function serviceEnv(name: Exclude<WorkloadName, 'portals'>, input: ServiceEnvInput): Record<string, string> {
  const workload: LocalWorkload = workloads[name];
  const { host, port, storeUrls, secrets, manifest, commit } = input;
  const secretFiles = ['SERVICE_TOKEN_SECRET' as const, ...workload.secrets].map((secret) => [
    `${secret}_FILE`,
    secrets.file(secret),
  ]);
  return {
    HOST: host,
    PORT: String(port),
    INSTANCE_PORT: '0',
    DISCOVERY: 'registry',
    REDIS_URL: storeUrls.redis,
    KAFKA_BROKERS: storeUrls.kafka,
    ...databaseEnv(workload, storeUrls),
    ...(Object.fromEntries(secretFiles) as Record<string, string>),
    CPU_LIMIT_MILLICORES: String(manifest.resources.limits.cpu),
    MEMORY_LIMIT_MB: String(Math.round(manifest.resources.limits.memory / 1_048_576)),
    APP_COMMIT: commit,
    ...extras(name, input),
  };
}

function databaseEnv({ database }: LocalWorkload, urls: Record<StoreName, string>): Record<string, string> {
  if (database === null) return {};
  const variable = database.store === 'postgres' ? 'DATABASE_URL' : 'MONGODB_URL';
  return { [variable]: withDatabase(urls[database.store], database.name) };
}

function extras(name: WorkloadName, input: ServiceEnvInput): Record<string, string> {
  if (name === 'api-gateway') {
    return {
      AUTOSCALE_TARGETS: JSON.stringify(input.autoscaleTargets),
      TRUSTED_PROXIES: input.trustedProxies.join(','),
    };
  }
  if (name === 'lab-controller') {
    return {
      LAB_CONTROL_SOCKET: input.controlSocket,
      LAB_HOME: input.home,
      LAB_MANIFESTS_DIR: input.manifestsDir,
      LAB_ROOT: root,
      LAB_GATEWAY_URL: `http://${input.host}:${serviceTable['api-gateway'].port + input.portOffset}`,
    };
  }
  if (name === 'notification-service') return { MAIL_OUTBOX_DIR: input.outboxDir };
  if (name === 'user-service') {
    const admin =
      input.admin === null
        ? undefined
        : { BOOTSTRAP_ADMIN_EMAIL: input.admin.email, BOOTSTRAP_ADMIN_PASSWORD: input.admin.password };
    return { COOKIE_SUFFIX: String(input.portOffset), ...admin };
  }
  return {};
}
