import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from './resolve.ts';

export type JavaStore = 'kafka' | 'mongo';

/** Where the class archive of a store for this very JVM is, or would be. */
export function archivePath(platform: Platform, store: JavaStore): string {
  return join(platform.dir, `${store}-${platform.java.fingerprint}.jsa`);
}

/** JVM flags that make a store start from its class archive, if it has been made. */
export function archiveFlags(platform: Platform, store: JavaStore): string[] {
  const path = archivePath(platform, store);
  return existsSync(path) ? [`-XX:SharedArchiveFile=${path}`] : [];
}

/** Makes the archives that are missing in a process of its own at the lowest priority, and does not wait for it. */
export function trainClassArchives(platform: Platform): void {
  if (existsSync(archivePath(platform, 'kafka')) && existsSync(archivePath(platform, 'mongo'))) return;
  const script = join(import.meta.dirname, 'train-class-archives.ts');
  spawn(process.execPath, [script, JSON.stringify(platform)], { detached: true, stdio: 'ignore' }).unref();
}
