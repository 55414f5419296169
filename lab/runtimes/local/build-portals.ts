import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { portalNames, type PortalName } from '@ticketlab/contracts/services';
import { hasBuild, isFresh } from '../../portals/build/build-portals.ts';
import { root } from './home.ts';

export interface PortalsBuild {
  built: PortalName[];
  seconds: number;
  /** Why the build failed, and at which line of which file; null when it did not. */
  failure: string | null;
  /** Those that have no build at all, not even an old one. */
  missing: PortalName[];
}

/**
 * Builds the portals that have changed, in a process of its own: the bundler would keep this one from its work, and its
 * memory. A build that fails leaves the one before in place. Never rejects because of what stands in a portal.
 */
export async function buildPortalsAside(): Promise<PortalsBuild> {
  const stale = portalNames.filter((portal) => !isFresh(root, portal));
  if (stale.length === 0) return { built: [], seconds: 0, failure: null, missing: [] };
  const begun = performance.now();
  const main = join(root, 'lab/portals/build.ts');
  const args = ['--disable-warning=ExperimentalWarning', main, ...stale];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [complaint, code] = await Promise.all([text(child.stderr), ended]);
  return {
    built: stale.filter((portal) => isFresh(root, portal)),
    seconds: (performance.now() - begun) / 1_000,
    failure: code === 0 ? null : complaint.trim(),
    missing: portalNames.filter((portal) => !hasBuild(root, portal)),
  };
}
