import type { Service } from '@ticketlab/service-kit/kit';
import { testEnv } from '@ticketlab/testing/env';
import type { TestRedis } from '@ticketlab/testing/stores';
import type { TestIdentity } from '@ticketlab/testing/tokens';
import type { LabState, ServiceState } from '../../supervisor/state.ts';
import { parseControllerConfig } from '../src/config.ts';
import { createLabController } from '../src/service.ts';

export interface ControllerUnderTest {
  service: Service;
  url: string;
  /** As an admin, unless told; null is nobody. */
  call(method: string, path: string, body?: unknown, token?: string | null): Promise<{ status: number; json: unknown }>;
}

export async function startController(
  { redis, identity }: { redis: TestRedis; identity: TestIdentity },
  extra: Record<string, string> = {},
): Promise<ControllerUnderTest> {
  const service = createLabController(parseControllerConfig(testEnv({ redis, identity }, extra)));
  const { port } = await service.start();
  const url = `http://127.0.0.1:${port}`;
  return {
    service,
    url,
    async call(method, path, body, token = identity.admin().token) {
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          'content-type': 'application/json',
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
    },
  };
}

/** One idle instance, as the supervisor tells of it. */
export function idleService(name: string, startedAt: Date): ServiceState {
  return {
    ...{ name, port: 1, desired: 1, memoryLimitBytes: 192 * 1_048_576 },
    instances: [
      {
        ...{ id: `${name}-1`, pid: 1, phase: 'ready', port: null, restarts: 0, reason: null, retryAt: null },
        startedAt: startedAt.toISOString(),
        readyAt: new Date(startedAt.getTime() + 400).toISOString(),
        usage: {
          cpuMicros: Math.round((Date.now() - startedAt.getTime()) * 5),
          cpuMillicores: 5,
          memoryBytes: 60 * 1_048_576,
          sampledAt: new Date().toISOString(),
        },
      },
    ],
  };
}

export function labOf(services: ServiceState[]): LabState {
  return {
    ...{ pid: 1, startedAt: new Date(0).toISOString(), portOffset: 0, phase: 'ready' },
    ...{ stores: [], services, events: [] },
  };
}
