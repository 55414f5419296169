import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import type { LabPhase, LabState } from './state.ts';

/** What the control API can do; every action answers with the state after it, or an error in words. */
export interface Controls {
  state(): LabState;
  startStores(): void;
  declare(phase: LabPhase): void;
  scale(service: string, instances: number): void;
  restart(service: string): Promise<void>;
  release(service: string, release: ReleaseOrder): Promise<void>;
  rollback(service: string): Promise<void>;
  retryNow(): void;
  stop(): void;
}

const releaseSchema = z.strictObject({
  version: z.string().regex(/^[\w.-]{1,40}$/),
  settings: z.record(z.string(), z.string()),
  canary: z.boolean(),
});
export type ReleaseOrder = z.output<typeof releaseSchema>;

/** A request that cannot be served: what is named does not exist or is out of bounds. */
export class ControlError extends Error {}

/**
 * HTTP on a unix socket that only its owner can open:
 * GET /state · POST /stores/start · /phase/:phase · /services/:name/scale/:n · /services/:name/restart ·
 * /services/:name/release (JSON: ReleaseOrder) · /services/:name/rollback · /retry · /stop
 */
export async function startControlServer(socketPath: string, controls: Controls): Promise<Server> {
  const server = createServer((request, response) => void answer(controls, request, response));
  server.requestTimeout = 0;
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  chmodSync(socketPath, 0o600);
  return server;
}

async function answer(controls: Controls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(body));
  };
  try {
    const known = await act(
      controls,
      request.method ?? '',
      (request.url ?? '').split('/').slice(1).map(decodeURIComponent),
      () => json(request),
    );
    if (known) reply(200, controls.state());
    else reply(404, { error: 'no such control' });
  } catch (error) {
    reply(error instanceof ControlError ? 400 : 500, { error: (error as Error).message });
  }
}

async function act(controls: Controls, method: string, path: string[], body: () => Promise<unknown>): Promise<boolean> {
  const [area, name, verb, value] = path;
  if (method === 'GET') return area === 'state';
  if (method !== 'POST') return false;
  if (area === 'stores' && name === 'start') controls.startStores();
  else if (area === 'phase' && name !== undefined) controls.declare(parsePhase(name));
  else if (area === 'services' && name !== undefined && verb === 'scale') controls.scale(name, Number(value));
  else if (area === 'services' && name !== undefined && verb === 'restart') await controls.restart(name);
  else if (area === 'services' && name !== undefined && verb === 'release')
    await controls.release(name, parseRelease(await body()));
  else if (area === 'services' && name !== undefined && verb === 'rollback') await controls.rollback(name);
  else if (area === 'retry') controls.retryNow();
  else if (area === 'stop') controls.stop();
  else return false;
  return true;
}

function parseRelease(body: unknown): ReleaseOrder {
  const parsed = releaseSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ControlError(`not a release: ${parsed.error.issues.map(({ message }) => message).join(', ')}`);
}

function parsePhase(text: string): LabPhase {
  if (text === 'ready' || text === 'stores-only' || text === 'starting') return text;
  throw new ControlError(`no such phase: ${text}`);
}
