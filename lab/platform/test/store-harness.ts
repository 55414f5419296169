import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forget, guarded } from '@ticketlab/testing/guarded';
import { resolvePlatform, type Platform } from '../resolve.ts';
import { startStore, type Store, type StoreCommand } from '../store.ts';

/** A directory for one store, which ends with the test whatever happens. */
export interface StoreHarness {
  platform: Platform;
  dir: string;
  start: (command: StoreCommand) => Promise<Store>;
  close: () => Promise<void>;
}

export async function createStoreHarness(): Promise<StoreHarness> {
  const platform = await resolvePlatform();
  const dir = await mkdtemp(join(tmpdir(), 'ticketlab-platform-'));
  await chmod(dir, 0o711);
  const started: Store[] = [];
  return {
    platform,
    dir,
    async start(command) {
      const store = await startStore({ ...command, ...guarded(command.command, command.args) }, join(dir, 'log'));
      started.push(store);
      return store;
    },
    async close() {
      for (const store of started) {
        await store.kill();
        await forget(store.pid);
      }
      await rm(dir, { recursive: true });
    },
  };
}

/**
 * Writes 0, 1, 2 … over several connections at once, kills the store in the middle, and returns what it had
 * acknowledged by then.
 */
export async function writeUntilKilled(store: Store, write: (value: number) => Promise<unknown>): Promise<number[]> {
  const acknowledged: number[] = [];
  let next = 0;
  let killed: Promise<void> | undefined;
  const writer = async (): Promise<void> => {
    for (;;) {
      const value = next++;
      try {
        await write(value);
      } catch (error) {
        if (killed === undefined) throw error;
        return;
      }
      acknowledged.push(value);
      if (acknowledged.length === 100) killed = store.kill();
    }
  };
  await Promise.all(Array.from({ length: 4 }, writer));
  await killed;
  return acknowledged.sort((a, b) => a - b);
}
