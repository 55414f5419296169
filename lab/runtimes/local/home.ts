import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The clone. */
export const root = resolve(import.meta.dirname, '../../..');

/** Where one lab keeps everything it generates. All paths are absolute. */
export interface LabHome {
  dir: string;
  run: string;
  logs: string;
  dist: string;
  secrets: string;
  data: string;
  /** What the running supervisor was started with. */
  planFile: string;
  /** Its pid and start time. */
  supervisorFile: string;
  processTable: string;
  deployLock: string;
  controlSocket: string;
  compileCache: string;
}

/** `.ticketlab` inside the clone, or TICKETLAB_HOME: several labs on one machine need a home and a PORT_OFFSET each. */
export function labHome(env: NodeJS.ProcessEnv = process.env): LabHome {
  const dir = resolve(env['TICKETLAB_HOME'] ?? join(root, '.ticketlab'));
  const run = join(dir, 'run');
  return {
    dir,
    run,
    logs: join(dir, 'logs'),
    dist: join(dir, 'dist'),
    secrets: join(dir, 'secrets'),
    data: join(dir, 'data'),
    planFile: join(run, 'plan.json'),
    supervisorFile: join(run, 'supervisor.json'),
    processTable: join(run, 'processes.json'),
    deployLock: join(run, 'deploy.lock'),
    controlSocket: socketPath(run),
    compileCache: join(dir, 'cache', 'node'),
  };
}

/** `run` is private: plan and process table tell how to reach the stores. The home itself others may traverse. */
export function createHome(home: LabHome): void {
  mkdirSync(home.dir, { recursive: true });
  for (const dir of [home.run, home.logs, home.secrets]) mkdirSync(dir, { recursive: true, mode: 0o700 });
}

/** The system limits a socket's path to about a hundred bytes; a deep home gets a short one in the temp folder. */
function socketPath(run: string): string {
  const path = join(run, 'control.sock');
  if (Buffer.byteLength(path) < 100) return path;
  return join(tmpdir(), `ticketlab-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.sock`);
}
