import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runVariable, type RunAddress } from '../run-address.ts';
import { startControlServer, type ControlServer } from './control-server.ts';
import { startGuard, type Guard } from './guard.ts';
import { createRunStores } from './run-stores.ts';
import { reservePorts } from './reserved-ports.ts';

let running: { control: ControlServer; guard: Guard } | undefined;

/**
 * Once per jest run, in jest's own process: fixes the addresses of the stores and offers them to the tests. A store is
 * started when the first test asks for it, so a run of pure unit tests starts none and needs no Java.
 */
export async function startRun(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'ticketlab-test-'));
  // PostgreSQL runs as another user when we are root.
  await chmod(dir, 0o711);
  const guard = await startGuard(dir);
  const ports = await reservePorts();
  const stores = createRunStores({ dir, ports, password: randomBytes(12).toString('hex') });
  const control = await startControlServer(stores);
  const address: RunAddress = { controlUrl: control.url, pidsDir: guard.pidsDir, ...stores.addresses };
  process.env[runVariable] = JSON.stringify(address);
  running = { control, guard };
}

/** Ends every process of this run, whatever the tests left behind, and removes its files. */
export async function endRun(): Promise<void> {
  await running?.control.close();
  await running?.guard.end();
  running = undefined;
}
