import { type Health, healthSchema, type servicesHealthSchema } from '@ticketlab/contracts/http/health';
import type { Discovery, Instance } from '@ticketlab/service-kit/resilience/discovery';
import { request } from 'undici';
import type { z } from 'zod';
import type { Upstream } from '../proxy/upstream.ts';

type ServicesHealth = z.output<typeof servicesHealthSchema>;
type Status = Health['status'];

const timeoutMs = 1_000;

async function askInstance(instance: Instance): Promise<{ status: Status; health: Health | null }> {
  try {
    const { body } = await request(`http://${instance.host}:${instance.port}/health`, {
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const health = healthSchema.parse(await body.json());
    return { status: health.status, health };
  } catch {
    return { status: 'down', health: null };
  }
}

function worstOf(statuses: Status[]): Status {
  if (statuses.length === 0 || statuses.every((status) => status === 'down')) return 'down';
  return statuses.every((status) => status === 'up') ? 'up' : 'degraded';
}

/** Asks every instance of every upstream for its health, all at once, and adds the state of each breaker. */
export async function collectServicesHealth(
  upstreams: readonly Upstream[],
  discovery: Discovery,
  now: () => Date,
): Promise<ServicesHealth> {
  const services = await Promise.all(
    upstreams.map(async (upstream) => {
      const instances = await Promise.all(
        discovery.instances(upstream.name).map(async (instance) => ({
          id: instance.id,
          version: instance.version,
          ...(await askInstance(instance)),
        })),
      );
      const { state, retryAt, failures, calls } = upstream.breaker.snapshot();
      const byInstances = worstOf(instances.map(({ status }) => status));
      return {
        service: upstream.name,
        status: byInstances === 'up' && state !== 'closed' ? ('degraded' as const) : byInstances,
        breaker: { state, retryAt: retryAt === null ? null : new Date(retryAt).toISOString(), failures, calls },
        instances,
      };
    }),
  );
  return { status: worstOf(services.map(({ status }) => status)), services, checkedAt: now().toISOString() };
}
