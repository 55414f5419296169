import { type FaultService } from '@ticketlab/contracts/http/faults';
import { serviceTable } from '@ticketlab/contracts/services';
import type { Discovery } from '@ticketlab/service-kit/resilience/discovery';
import { z } from 'zod';

/** What runs, as far as a fault can be kept to a part of it. */
export interface FaultScope {
  /** The instances that are known now. */
  instances(service: FaultService): { id: string; version: string }[];
  /** `GET /api/orders/:id` and the like; null when no instance answers. */
  routes(service: FaultService): Promise<string[] | null>;
}

const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const patienceMs = 2_000;

export function createFaultScope(discovery: Pick<Discovery, 'instances'>): FaultScope {
  return {
    instances: (service) => discovery.instances(service).map(({ id, version }) => ({ id, version })),
    async routes(service) {
      for (const { host, port } of discovery.instances(service)) {
        const documented = await readRoutes(`http://${host}:${port}/openapi.json`);
        if (documented !== null) return service === 'api-gateway' ? [...documented, ...proxied] : documented;
      }
      return null;
    },
  };
}

/** The gateway knows what it proxies by prefix alone. */
const proxied = [...Object.values(serviceTable).map(({ prefix }) => prefix), 'audit']
  .filter((prefix) => prefix !== null && prefix !== 'lab')
  .flatMap((prefix) => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /api/${prefix}/*`));

async function readRoutes(url: string): Promise<string[] | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    const { paths } = documentSchema.parse(await answer.json());
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${toTemplate(path)}`),
    );
  } catch {
    return null;
  }
}

/** /api/orders/{id} -> /api/orders/:id */
export function toTemplate(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
