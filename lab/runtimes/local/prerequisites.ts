import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { dirname } from 'node:path';
import { CliError } from '../../cli/errors.ts';
import { findJava, findOnPath } from '../../platform/java.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { isPortFree } from '../../platform/ports.ts';
import { installCommand, javaInstallCommand } from './package-advice.ts';
import { settleAll } from './settle-all.ts';
import { findPortOwner } from './port-owner.ts';

const minNode = 24;
const minMemoryMb = 1_200;
const minDiskMb = 1_500;

export interface Needs {
  homeDir: string;
  /** Everything that must be free, by what will listen there. */
  ports: [name: string, port: number][];
  /** Kafka and the MongoDB server are Java programs. */
  java: boolean;
}

/** Throws CliError with the first thing that is missing and how to get it; nothing has been started by then. */
export async function checkPrerequisites(needs: Needs): Promise<string> {
  const found = await settleAll(prerequisites(needs).map(({ check }) => check()));
  return found.filter((text) => text !== '').join(', ');
}

export interface Prerequisite {
  name: string;
  /** Resolves to what was found, in a few words; rejects with CliError that tells the remedy. */
  check: () => Promise<string>;
}

/** All that a machine needs for the local runtime. */
export function prerequisites({ homeDir, ports, java }: Needs): Prerequisite[] {
  const rootChecks: Prerequisite[] =
    process.getuid?.() === 0
      ? [{ name: 'setpriv', check: () => checkProgram('setpriv', 'util-linux', 'runs PostgreSQL, which refuses root') }]
      : [];
  const javaCheck: Prerequisite[] = java ? [{ name: 'Java', check: checkJava }] : [];
  return [
    { name: 'Node', check: () => Promise.resolve().then(() => checkNode(process.versions.node)) },
    ...javaCheck,
    { name: 'tar', check: () => checkProgram('tar', 'tar', 'unpacks the stores') },
    ...rootChecks,
    { name: 'ports', check: () => checkPorts(ports) },
    { name: 'memory', check: () => Promise.resolve().then(() => checkMemory(freemem())) },
    { name: 'disk', check: () => checkDisk(homeDir) },
  ];
}

function checkNode(version: string): string {
  if (Number.parseInt(version, 10) >= minNode) return `Node ${version}`;
  throw new CliError(
    `Node ${version} is too old: Node ${minNode} or newer is needed. Install it: ${installCommand('nodejs')}, ` +
      'or from nodejs.org where that is older.',
  );
}

/** Resolves to nothing: it is there on nearly every system, and not worth a word. */
async function checkProgram(program: string, packageName: string, does: string): Promise<string> {
  if ((await findOnPath(program)) !== undefined) return '';
  throw new CliError(`${program}, which ${does}, was not found. Install it: ${installCommand(packageName)}`);
}

async function checkJava(): Promise<string> {
  try {
    return `Java ${(await findJava()).version}`;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const problem = error.message.replace(error.remedy, '').trim();
    throw new CliError(`${problem} Install it: ${javaInstallCommand()}`);
  }
}

async function checkPorts(ports: Needs['ports']): Promise<string> {
  const states = await Promise.all(ports.map(async ([name, port]) => ({ name, port, free: await isPortFree(port) })));
  const taken = states.filter(({ free }) => !free);
  const [first] = taken;
  if (first === undefined) return `${ports.length} ports free`;
  const others =
    taken.length > 1
      ? `, and so are ${taken
          .slice(1)
          .map(({ port }) => port)
          .join(', ')}`
      : '';
  const owner = findPortOwner(first.port);
  throw new CliError(
    `Port ${first.port} for ${first.name} is taken${owner === undefined ? '' : ` by ${owner}`}${others}: ` +
      'stop what listens there, or move the whole lab, for example with PORT_OFFSET=1000 ./deploy.sh',
  );
}

function checkMemory(freeBytes: number): string {
  // elsewhere it is what can be had; on macOS only what nothing is kept in, which is always little
  if (process.platform === 'darwin') return '';
  const free = Math.round(freeBytes / 1_048_576);
  if (free >= minMemoryMb) return `${free} MB of memory free`;
  throw new CliError(`Only ${free} MB of memory are free and the lab needs ${minMemoryMb} MB: close something first.`);
}

async function checkDisk(homeDir: string): Promise<string> {
  let dir = homeDir;
  while (!existsSync(dir)) dir = dirname(dir);
  const { bavail, bsize } = await statfs(dir);
  const free = Math.round((bavail * bsize) / 1_048_576);
  if (free >= minDiskMb) return `${free} MB of disk free`;
  throw new CliError(
    `Only ${free} MB are free where ${homeDir} lies and the lab needs ${minDiskMb} MB: make room, ` +
      'or set TICKETLAB_HOME to a folder on another disk.',
  );
}
