import type { ServiceName } from '@ticketlab/contracts/services';
import { testEnv } from '@ticketlab/testing/env';
import { parseConfig } from '../src/config/parse-config.ts';
import type { Route } from '../src/http/route.ts';
import { createKit, createService, type Kit } from '../src/kit.ts';

interface Options {
  readonly name?: ServiceName;
  readonly redis?: { url: string };
  readonly identity?: { jwksUrl: string };
  readonly env?: Record<string, string>;
}

export function createTestKit({ name = 'order-service', redis, identity, env }: Options = {}): Kit {
  const parts = { ...(redis && { redis }), ...(identity && { identity }) };
  return createKit(name, parseConfig({}, testEnv(parts, env)));
}

/** A running service with these routes; `url` is the documented port, `ownUrl` the instance's. */
export async function startTestService(routes: (kit: Kit) => Route[], options: Options = {}) {
  const kit = createTestKit(options);
  const service = createService(kit, { routes: routes(kit) });
  const { port, instancePort } = await service.start();
  return {
    kit,
    url: `http://127.0.0.1:${port}`,
    ownUrl: `http://127.0.0.1:${instancePort}`,
    instancePort,
    close: () => service.close(),
  };
}

/** The JSON of an answer, untyped fields as they come. */
export async function json(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}
