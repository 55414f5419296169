import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gatewayUrl } from '../lab/cli/gateway.ts';
import { isPortFree } from '../lab/platform/ports.ts';
import { labHome, root, type LabHome } from '../lab/runtimes/local/home.ts';
import { findBlockedPort, labPorts, servicePorts } from '../lab/runtimes/local/ports.ts';
import { readPlan, requireRunningLab } from '../lab/runtimes/local/supervisor-process.ts';
import type { LabPlan } from '../lab/supervisor/plan.ts';

/** A whole lab with ports and data of its own, beside any other. */
export interface TemporaryLab {
  readonly home: LabHome;
  /** Starts it as a user would. Resolves to the seconds of the whole and of each step. */
  up(): Promise<{ seconds: number; steps: Record<string, number> }>;
  down(): Promise<void>;
  plan(): LabPlan;
  gateway(): string;
  /** The processes by name: `order-service`, `kafka`, …, `supervisor`. */
  pids(): Promise<Record<string, number[]>>;
  /** Takes it down and deletes what it has written. */
  close(): Promise<void>;
}

export interface TemporaryLabOptions {
  /** The clone to run; default: this one. */
  readonly clone?: string;
  /** Settings beside the defaults. */
  readonly env?: Record<string, string>;
}

export async function createTemporaryLab({ clone = root, env = {} }: TemporaryLabOptions = {}): Promise<TemporaryLab> {
  const dir = await mkdtemp(join(tmpdir(), 'ticketlab-bench-lab-'));
  const offset = String(await findOffset());
  // at its default size, whatever the load
  const settings = {
    ...process.env,
    AUTOSCALER: 'off',
    ...env,
    TICKETLAB_HOME: dir,
    PORT_OFFSET: offset,
    NO_COLOR: '1',
  };
  const home = labHome({ TICKETLAB_HOME: dir });

  async function deploy(...args: string[]): Promise<string> {
    const child = spawn(join(clone, 'deploy.sh'), args, { env: settings, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const output = await text(child.stdout);
    const [code] = (await ended) as [number | null];
    if (code !== 0) throw new Error(`./deploy.sh ${args.join(' ')} failed:\n${output}`);
    return output;
  }

  function plan(): LabPlan {
    const found = readPlan(home);
    if (found === undefined) throw new Error('the lab has not been started');
    return found;
  }

  return {
    home,
    async up() {
      const begun = performance.now();
      const output = await deploy('up');
      return { seconds: (performance.now() - begun) / 1_000, steps: toSteps(output) };
    },
    down: () => deploy('down').then(() => undefined),
    plan,
    gateway: () => gatewayUrl(plan()),
    async pids() {
      const { state } = await requireRunningLab(home);
      const running: [string, (number | null)[]][] = [
        ...state.stores.map(({ name, pid }): [string, (number | null)[]] => [name, [pid]]),
        ...state.services.map(({ name, instances }): [string, (number | null)[]] => [
          name,
          instances.map(({ pid }) => pid),
        ]),
        ['supervisor', [state.pid]],
      ];
      return Object.fromEntries(running.map(([name, pids]) => [name, pids.filter((pid) => pid !== null)]));
    },
    async close() {
      await deploy('down');
      await deploy('reset', '--yes');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** `ok start the stores: postgres, redis 1.2 s` -> seconds by title. */
function toSteps(output: string): Record<string, number> {
  const steps: Record<string, number> = {};
  for (const line of output.split('\n')) {
    const match = /^ok ([^:]+?)(?::.*)? ([\d.]+) s$/.exec(line);
    if (match?.[1] !== undefined) steps[match[1]] = Number(match[2]);
  }
  return steps;
}

async function findOffset(): Promise<number> {
  for (;;) {
    const offset = 200 + Math.floor(Math.random() * 4_000);
    const ports = labPorts(offset);
    const needed = [...servicePorts(ports).map(([, port]) => port), ports.kafkaController];
    for (const store of ['postgres', 'redis', 'kafka', 'mongo'] as const) needed.push(ports.store(store));
    const free = await Promise.all(needed.map(isPortFree));
    if (free.every(Boolean) && findBlockedPort(offset) === undefined) return offset;
  }
}
