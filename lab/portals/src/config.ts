import { baseShape } from '@ticketlab/service-kit/config/base-config';
import { parseSettings } from '@ticketlab/service-kit/config/parse-config';
import { commaList, port } from '@ticketlab/service-kit/config/settings';
import { portalNames, portalPorts } from '@ticketlab/contracts/services';
import { z } from 'zod';

const { HOST, INSTANCE_PORT, INSTANCE_ID, LOG_LEVEL, DRAIN_MS, APP_VERSION } = baseShape;

const shape = {
  ...{ HOST, INSTANCE_PORT, INSTANCE_ID, LOG_LEVEL, DRAIN_MS, APP_VERSION },
  /** Which portals are served. */
  PORTALS: commaList()
    .pipe(z.array(z.enum(portalNames)).min(1))
    .default(portalNames),
  /** The folder in which the portals' folders lie, each with its build in `dist`. */
  PORTALS_ROOT: z.string().min(1),
  /** Where /api goes. */
  GATEWAY_URL: z
    .url({ protocol: /^http$/ })
    .default('http://127.0.0.1:8080')
    .describe('http://host:port'),
  USER_PORTAL_PORT: port().default(portalPorts['user-portal']),
  ADMIN_PORTAL_PORT: port().default(portalPorts['admin-portal']),
};

export type PortalsConfig = ReturnType<typeof parsePortalsConfig>;

/** @throws ConfigError naming every wrong variable */
export function parsePortalsConfig(env: NodeJS.ProcessEnv = process.env) {
  return parseSettings(shape, env);
}
