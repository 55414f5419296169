import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { platformPaths, type Platform } from './resolve.ts';
import { startStore, type Store, type StoreCommand } from './store.ts';
import { findPostgresUser, placeForPostgres, type PostgresUser } from './postgres-user.ts';

const run = promisify(execFile);

export interface PostgresOptions {
  dataDir: string;
  port: number;
  logFile: string;
  /** Of the user `postgres`. A data directory keeps the one it was created with. */
  password: string;
  /** false: faster, and a crash of the machine may corrupt the data; for tests. */
  durable: boolean;
}

/**
 * Creates the cluster if there is none yet. As root it belongs to and runs as `nobody`, because PostgreSQL refuses
 * root; where `nobody` cannot reach `dataDir`, it lies under /var/tmp instead (see the command's `dataDir`).
 */
export async function preparePostgres(
  platform: Platform,
  options: Omit<PostgresOptions, 'logFile'>,
): Promise<StoreCommand> {
  const { port, password, durable } = options;
  const user = await findPostgresUser();
  const { home, dataDir } = await placeForPostgres(user, platformPaths.postgresHome(platform), options.dataDir);
  await initialise(user, home, dataDir, password);
  await removeStaleLock(dataDir);
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '300',
    shared_buffers: '64MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    min_wal_size: '32MB',
    max_wal_size: '512MB',
    jit: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const args = ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  return {
    name: 'postgres',
    port,
    url: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    dataDir,
    ...asUser(user, join(home, 'bin', 'postgres'), args),
    env: {},
    cwd: dataDir,
    // Fast shutdown: ends sessions and writes a checkpoint.
    stopSignal: 'SIGINT',
    stopTimeoutMs: 15_000,
  };
}

export async function startPostgres(platform: Platform, options: PostgresOptions): Promise<Store> {
  return startStore(await preparePostgres(platform, options), options.logFile);
}

/** Created beside and renamed, so that a kill in between leaves no half-made cluster. */
async function initialise(user: PostgresUser, home: string, dataDir: string, password: string): Promise<void> {
  if (await exists(join(dataDir, 'PG_VERSION'))) return;
  const staging = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  await rm(staging, { recursive: true, force: true });
  await mkdir(dirname(dataDir), { recursive: true });
  await mkdir(staging, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== null) {
    await chown(staging, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  const { command, args } = asUser(user, join(home, 'bin', 'initdb'), [
    `--pgdata=${staging}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ]);
  try {
    await run(command, args, { cwd: dirname(dataDir) });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await chmod(staging, 0o700);
  await rename(staging, dataDir);
}

/**
 * After a reboot or a crash the pid in PostgreSQL's lock file may belong to some other process of the same user, and
 * PostgreSQL would refuse to start.
 */
async function removeStaleLock(dataDir: string): Promise<void> {
  const lock = join(dataDir, 'postmaster.pid');
  const content = await readFile(lock, 'utf8').catch(() => '');
  const pid = Number(content.split('\n')[0]);
  if (content === '' || !Number.isSafeInteger(pid)) return;
  const running = (await commandLine(pid)).includes(dataDir);
  if (!running) await rm(lock, { force: true });
}

/** Of a running process; empty when there is none. */
async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout;
}

/** setpriv replaces itself by the command, so the pid is the store's own. */
function asUser(user: PostgresUser, command: string, args: string[]): { command: string; args: string[] } {
  if (user === null) return { command, args };
  const become = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  return { command: 'setpriv', args: [...become, command, ...args] };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
