import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { archivePath, type JavaStore } from './class-archive.ts';
import { withLock } from './file-lock.ts';
import { prepareKafka } from './kafka.ts';
import { prepareMongo } from './mongo.ts';
import { findFreePorts } from './ports.ts';
import type { Platform } from './resolve.ts';
import { startStore, type StoreCommand } from './store.ts';

/** Started by trainClassArchives: runs a throwaway store of each kind and has its JVM archive the classes it loaded. */
const platform = JSON.parse(process.argv[2] ?? '') as Platform;
setPriority(constants.priority.PRIORITY_LOW);
await withLock(join(platform.dir, 'training'), async () => {
  await train('kafka', async (dataDir) => {
    const [port = 0, controllerPort = 0] = await findFreePorts(2);
    return prepareKafka(platform, { dataDir, port, controllerPort });
  });
  await train('mongo', async (dataDir) => {
    const [port = 0] = await findFreePorts(1);
    return prepareMongo(platform, { dataDir, port });
  });
});

async function train(name: JavaStore, prepare: (dataDir: string) => Promise<StoreCommand>): Promise<void> {
  const archive = archivePath(platform, name);
  if (existsSync(archive)) return;
  const dir = await mkdtemp(join(tmpdir(), 'ticketlab-archive-'));
  try {
    const command = await prepare(join(dir, name));
    const unfinished = `${archive}.new`;
    const args = [`-XX:ArchiveClassesAtExit=${unfinished}`, ...command.args];
    const store = await startStore({ ...command, args, stopTimeoutMs: 60_000 }, join(dir, 'log'));
    await store.stop();
    await rename(unfinished, archive);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
