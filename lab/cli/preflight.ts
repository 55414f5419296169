import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { storeNames } from '../runtimes/local/external-stores.ts';
import { labHome } from '../runtimes/local/home.ts';
import { labPorts, parsePortOffset } from '../runtimes/local/ports.ts';
import { type Prerequisite, prerequisites } from '../runtimes/local/prerequisites.ts';
import { neededPorts } from '../runtimes/local/start-from-nothing.ts';
import { findRunningLab } from '../runtimes/local/supervisor-process.ts';
import { CliError } from './errors.ts';
import { createTerminal } from './terminal.ts';

const execute = promisify(execFile);
const minCores = 2;

/** Checks everything, not only up to the first failure. Resolves to the exit code. */
export async function runPreflight(): Promise<number> {
  const terminal = createTerminal();
  const home = labHome();
  const running = (await findRunningLab(home)) !== undefined;
  const ports = labPorts(parsePortOffset(process.env['PORT_OFFSET']) ?? 0);
  const needs = { homeDir: home.dir, java: true, ports: running ? [] : neededPorts(ports, [...storeNames]) };
  const checks: Prerequisite[] = [
    ...prerequisites(needs).filter(({ name }) => !running || name !== 'ports'),
    { name: 'cores', check: () => Promise.resolve().then(checkCores) },
    { name: 'git', check: () => checkProgram('git') },
    { name: 'curl', check: () => checkProgram('curl') },
  ];
  let missing = 0;
  for (const { name, check } of checks) {
    try {
      const found = await check();
      terminal.line(`${terminal.paint('green', 'ok     ')}  ${name.padEnd(7)}  ${found === '' ? 'found' : found}`);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      missing += 1;
      terminal.line(`${terminal.paint('red', 'missing')}  ${name.padEnd(7)}  ${error.message}`);
    }
  }
  if (running) terminal.line('The lab is running here, so its ports were not looked at.');
  terminal.line(missing === 0 ? '\nThis machine is ready: ./deploy.sh' : `\n${missing} to mend first.`);
  return missing === 0 ? 0 : 1;
}

function checkCores(): string {
  const cores = availableParallelism();
  if (cores >= minCores) return `${cores} cores`;
  throw new CliError(`there is ${cores} core; the lab wants ${minCores}, or load tests measure themselves.`);
}

async function checkProgram(name: string): Promise<string> {
  try {
    return (await execute(name, ['--version'])).stdout.split('\n')[0] ?? name;
  } catch {
    throw new CliError(`${name} was not found; install it with your package manager.`);
  }
}
