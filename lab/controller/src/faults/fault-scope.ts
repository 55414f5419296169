import { type FaultService } from '@ticketlab/contracts/http/faults';
import { serviceTable } from '@ticketlab/contracts/services';
import type { Discovery, Instance } from '@ticketlab/service-kit/resilience/discovery';
import { z } from 'zod';

/** What runs, as far as a fault can be kept to a part of it. */
export interface FaultScope {
  /** The instances that are known now, as they call themselves. */
  instances(service: FaultService): Promise<{ id: string; version: string }[]>;
  /** `GET /api/orders/:id` and the like; null when no instance answers. */
  routes(service: FaultService): Promise<string[] | null>;
}

const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const infoSchema = z.object({ instance: z.string(), version: z.string() });
const patienceMs = 2_000;

export function createFaultScope(discovery: Pick<Discovery, 'instances'>): FaultScope {
  return {
    instances: (service) => Promise.all(discovery.instances(service).map(identify)),
    async routes(service) {
      for (const { host, port } of discovery.instances(service)) {
        const documented = await readRoutes(`http://${host}:${port}/openapi.json`);
        if (documented !== null) return service === 'api-gateway' ? [...documented, ...proxied] : documented;
      }
      return null;
    },
  };
}

/** Found by name lookup, an instance is known by its address only: then it is asked. */
async function identify({ id, host, port, version }: Instance): Promise<{ id: string; version: string }> {
  if (id !== host) return { id, version };
  const info = infoSchema.safeParse(await readJson(`http://${host}:${port}/info`));
  return info.success ? { id: info.data.instance, version: info.data.version } : { id, version };
}

/** The gateway knows what it proxies by prefix alone. */
const proxied = [...Object.values(serviceTable).map(({ prefix }) => prefix), 'audit']
  .filter((prefix) => prefix !== null && prefix !== 'lab')
  .flatMap((prefix) => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /api/${prefix}/*`));

async function readRoutes(url: string): Promise<string[] | null> {
  const document = documentSchema.safeParse(await readJson(url));
  if (!document.success) return null;
  return Object.entries(document.data.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${toTemplate(path)}`),
  );
}

/** Undefined when there is no answer. */
async function readJson(url: string): Promise<unknown> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    return await answer.json();
  } catch {
    return undefined;
  }
}

/** /api/orders/{id} -> /api/orders/:id */
export function toTemplate(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
