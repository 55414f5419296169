import { isPortalName, portalNames } from '@ticketlab/contracts/services';
import { root } from '../runtimes/local/home.ts';
import { buildPortals, PortalBuildError } from './build/build-portals.ts';

/** `node lab/portals/build.ts [PORTAL…]`: builds what has changed into the portal's `dist`; without a name, both. */
const names = process.argv.slice(2).filter(isPortalName);
try {
  const built = await buildPortals(root, names.length === 0 ? portalNames : names);
  console.log(built.length === 0 ? 'nothing has changed' : `built ${built.join(', ')}`);
} catch (error) {
  if (!(error instanceof PortalBuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
