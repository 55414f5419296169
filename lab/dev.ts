import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CliError } from './cli/errors.ts';
import { parseWorkloadName } from './cli/parse-workload-name.ts';
import { isPortFree } from './platform/ports.ts';
import { labHome, root } from './runtimes/local/home.ts';
import { readPlan, requireRunningLab } from './runtimes/local/supervisor-process.ts';
import { workloads } from './runtimes/local/workloads.ts';

/**
 * `npm run dev -- order-service`: runs one service from its sources and again at every change, as one more instance of
 * the running lab, found through discovery. When the lab runs only stores it also takes the service's documented port.
 */
try {
  await runWithWatch(process.argv[2] ?? '');
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = error.exitCode;
}

async function runWithWatch(name: string): Promise<void> {
  const service = parseWorkloadName(name);
  if (service === 'portals')
    throw new CliError('A portal runs with watch in its own folder: npm run dev -w @ticketlab/user-portal', 2);
  const home = labHome();
  await requireRunningLab(home);
  const plan = readPlan(home)?.services.find((candidate) => candidate.name === service);
  if (plan === undefined) throw new CliError('The lab is not running; start it with ./deploy.sh up --stores-only');
  const documentedPort = (await isPortFree(plan.port)) ? String(plan.port) : '0';
  const id = `${service}-dev-${randomBytes(2).toString('hex')}`;
  const main = join(root, workloads[service].folder, 'src/main.ts');
  console.log(`${id} runs ${main} with watch; press Ctrl-C to end it`);
  const flags = [
    '--disable-warning=ExperimentalWarning',
    '--watch',
    '--watch-preserve-output',
    '--watch-kill-signal=SIGTERM',
  ];
  const child = spawn(process.execPath, [...flags, main], {
    stdio: 'inherit',
    env: { ...process.env, ...plan.env, PORT: documentedPort, INSTANCE_ID: id, DRAIN_MS: '0' },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => (process.exitCode = code ?? 0));
}
