import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { PortalName } from '@ticketlab/contracts/services';

/** What goes into a portal beside its own folder; the lock file stands for all packages. */
const shared = ['packages/ui', 'packages/contracts/src', 'lab/portals/build', 'tsconfig.web.json', 'package-lock.json'];
const skipped = new Set(['node_modules', 'dist', 'test']);

/** Changes with everything that a build of the portal is made from. Paths are relative to `root`. */
export function inputsKey(root: string, portal: PortalName): string {
  const hash = createHash('sha256');
  for (const path of [portal, ...shared].flatMap((path) => listFiles(root, join(root, path)))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function listFiles(root: string, path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [relative(root, path)];
  return readdirSync(path)
    .filter((name) => !skipped.has(name) && !name.startsWith('.'))
    .sort()
    .flatMap((name) => listFiles(root, join(path, name)));
}
