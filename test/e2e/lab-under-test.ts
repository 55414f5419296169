import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isPortFree } from '@ticketlab/lab/platform/ports';
import { findBlockedPort } from '@ticketlab/lab/runtimes/local/ports';
import { createControlClient, type ControlClient } from '@ticketlab/lab/supervisor/control-client';
import type { InstanceState } from '@ticketlab/lab/supervisor/state';
import {
  type PortalName,
  portalPorts,
  serviceTable,
  storePorts,
  type ServiceName,
} from '@ticketlab/contracts/services';
import { mintServiceToken, toServiceKey } from '@ticketlab/service-kit/auth/service-token';
import { forget, guarded } from '@ticketlab/testing/guarded';

const root = resolve(import.meta.dirname, '../..');

export interface ScriptResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** A lab of its own: home, ports, stores and all. Whatever happens to the test run, it is taken down with it. */
export interface LabUnderTest {
  url: string;
  /** Where the portals are. */
  portals: Record<PortalName, string>;
  control: ControlClient;
  /** Runs `./deploy.sh`, `./monitor.sh` … against this lab. */
  script(name: 'deploy' | 'monitor' | 'load-test' | 'lab', ...args: string[]): Promise<ScriptResult>;
  /** Runs lines of a shell in the clone, as somebody sitting there would. */
  shell(lines: string): Promise<ScriptResult>;
  /** The folder of generated state. */
  home: string;
  /** The first instance of a service as the supervisor sees it. */
  instance(service: ServiceName): Promise<InstanceState & { pid: number }>;
  storePid(store: keyof typeof storePorts): Promise<number>;
  /** Calls an internal route directly, as another service would; returns its JSON. */
  internal(service: ServiceName, path: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Prepares a lab; `script('deploy')` starts it. `settings` are services' settings. */
export async function createLabUnderTest(settings: Record<string, string>): Promise<LabUnderTest> {
  const home = await mkdtemp(join(tmpdir(), 'ticketlab-e2e-'));
  // PostgreSQL runs as another user when we are root
  await chmod(home, 0o711);
  const offset = await findFreeOffset();
  const env = { ...labEnv(home, offset), ...settings };
  const release = keep(home, env);
  const lab = labAt(home, offset, env);
  return {
    ...lab,
    async close() {
      await lab.script('deploy', 'down');
      await rm(home, { recursive: true, force: true });
      await release();
    },
  };
}

/** A lab that runs already and goes on running: for writing tests, which it makes quick. */
export async function attachToLab(home: string): Promise<LabUnderTest> {
  const { portOffset } = await createControlClient(join(home, 'run', 'control.sock')).state();
  return { ...labAt(home, portOffset, labEnv(home, portOffset)), close: () => Promise.resolve() };
}

function labEnv(home: string, offset: number): Record<string, string> {
  const { PATH = '', HOME = '', LANG = 'C.UTF-8', JAVA_HOME } = process.env;
  const own = { TICKETLAB_HOME: home, PORT_OFFSET: String(offset), NO_COLOR: '1' };
  return { PATH, HOME, LANG, ...(JAVA_HOME === undefined ? {} : { JAVA_HOME }), ...own };
}

function labAt(home: string, offset: number, env: Record<string, string>): Omit<LabUnderTest, 'close'> {
  const control = createControlClient(join(home, 'run', 'control.sock'));
  const script: LabUnderTest['script'] = (name, ...args) => run(join(root, `${name}.sh`), args, { env, cwd: tmpdir() });
  const portalUrl = (portal: PortalName) => `http://127.0.0.1:${portalPorts[portal] + offset}`;
  const portOf = (service: ServiceName) => serviceTable[service].port + offset;

  return {
    url: `http://127.0.0.1:${portOf('api-gateway')}`,
    portals: { 'user-portal': portalUrl('user-portal'), 'admin-portal': portalUrl('admin-portal') },
    control,
    script,
    shell: (lines) => run('/bin/bash', ['-c', lines], { env, cwd: root }),
    home,
    async instance(service) {
      const { services } = await control.state();
      const found = services.find(({ name }) => name === service)?.instances[0];
      if (found?.pid == null) throw new Error(`${service} does not run: ${JSON.stringify(found)}`);
      return { ...found, pid: found.pid };
    },
    async storePid(store) {
      const found = (await control.state()).stores.find(({ name }) => name === store);
      if (found?.pid == null) throw new Error(`${store} does not run: ${JSON.stringify(found)}`);
      return found.pid;
    },
    async internal(service, path) {
      const secret = (await readFile(join(home, 'secrets', 'SERVICE_TOKEN_SECRET'), 'utf8')).trim();
      const authorization = `Bearer ${mintServiceToken(toServiceKey(secret), 'api-gateway', service)}`;
      const response = await fetch(`http://127.0.0.1:${portOf(service)}${path}`, { headers: { authorization } });
      if (!response.ok) throw new Error(`${service} answered ${response.status} to ${path}: ${await response.text()}`);
      return response.json();
    },
  };
}

/**
 * Takes the lab down when this process or the whole run ends, even by `kill -9`: a shell in a session of its own waits
 * for its input to end, which a process on the run's list holds open.
 */
function keep(home: string, env: Record<string, string>): () => Promise<void> {
  const down = 'cat > /dev/null; [ -d "$1" ] || exit 0; "$2" down; rm -rf "$1"; sleep 2; rm -rf "$1"';
  const keeper = spawn('/bin/sh', ['-c', down, 'ticketlab-e2e-keeper', home, join(root, 'deploy.sh')], {
    cwd: '/',
    detached: true,
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.unref();
  const { command, args } = guarded('cat', []);
  const holder = spawn(command, args, { stdio: ['pipe', keeper.stdin, 'ignore'] });
  keeper.stdin.destroy();
  return async () => {
    const ended = once(keeper, 'exit');
    holder.stdin.end();
    await ended;
  };
}

function run(
  script: string,
  scriptArgs: string[],
  { env, cwd }: { env: Record<string, string>; cwd: string },
): Promise<ScriptResult> {
  const { command, args } = guarded(script, scriptArgs);
  return new Promise((done) => {
    const options = { env, cwd, maxBuffer: 32 * 1_048_576 };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code);
      void forget(child.pid ?? 0).then(() => done({ code, stdout, stderr }));
    });
  });
}

/** One that keeps every port below those that the system hands out to outgoing connections. */
async function findFreeOffset(): Promise<number> {
  const services: number[] = Object.values(serviceTable).map(({ port }) => port);
  const ports = [...services, ...Object.values(portalPorts), ...Object.values(storePorts), storePorts.kafka + 1];
  for (;;) {
    const offset = 200 + 20 * Math.floor(Math.random() * 270);
    const free = await Promise.all(ports.map((port) => isPortFree(port + offset)));
    if (free.every(Boolean) && findBlockedPort(offset) === undefined) return offset;
  }
}
