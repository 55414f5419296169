import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from './platform-error.ts';

/** The kernel takes a moment to close the sockets of a killed process with many threads. */
const patienceMs = 2_000;

/** Throws PlatformError when something listens on this port of 127.0.0.1 and keeps doing so for two seconds. */
export async function assertPortFree(what: string, port: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isPortFree(port))) {
    if (performance.now() > deadline) throw occupied(what, port);
    await delay(50);
  }
}

function occupied(what: string, port: number): PlatformError {
  return new PlatformError(
    `Port ${port} for ${what} is in use.`,
    'Stop what uses it, or set PORT_OFFSET to move all ports.',
  );
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Distinct ports that are free now, from a range that the system does not hand out to outgoing connections:
 * such a port cannot be taken by chance between now and the start of its server.
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isPortFree(port)) found.add(port);
  }
  return [...found];
}
