import { isPortalName } from '@ticketlab/contracts/services';
import { runService } from '@ticketlab/service-kit/shutdown/run-service';
import { CliError } from '../cli/errors.ts';
import { isPortFree } from '../platform/ports.ts';
import { root } from '../runtimes/local/home.ts';
import { labPorts, parsePortOffset } from '../runtimes/local/ports.ts';
import { hasBuild } from './build/build-portals.ts';
import { parsePortalsConfig } from './src/config.ts';
import { createPortals } from './src/portals.ts';

/** `npm start` in a portal's folder: serves its build alone, without the lab's supervisor. */
try {
  await startPortal(process.argv[2] ?? '');
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = error.exitCode;
}

async function startPortal(portal: string): Promise<void> {
  if (!isPortalName(portal)) throw new CliError(`there is no portal ${portal}`, 2);
  if (!hasBuild(root, portal))
    throw new CliError(`There is no build in ${portal}/dist: npm run build -w @ticketlab/${portal}`);
  const ports = labPorts(parsePortOffset(process.env['PORT_OFFSET']) ?? 0);
  const port = ports.portal(portal);
  if (!(await isPortFree(port))) {
    throw new CliError(
      `Port ${port} is taken; a lab that runs serves the ${portal} there already. PORT_OFFSET moves this one, ` +
        'GATEWAY_URL tells it which gateway to use.',
    );
  }
  const settings = {
    ...process.env,
    PORTALS: portal,
    PORTALS_ROOT: root,
    GATEWAY_URL: process.env['GATEWAY_URL'] ?? `http://127.0.0.1:${ports.service('api-gateway')}`,
    USER_PORTAL_PORT: String(ports.portal('user-portal')),
    ADMIN_PORTAL_PORT: String(ports.portal('admin-portal')),
    DRAIN_MS: process.env['DRAIN_MS'] ?? '0',
  };
  const config = parsePortalsConfig(settings);
  console.log(`${portal}: http://${config.HOST}:${port}, its API at ${config.GATEWAY_URL}; Ctrl-C ends it`);
  runService(() => createPortals(config));
}
