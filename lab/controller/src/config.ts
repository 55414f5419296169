import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { milliseconds, onOff } from '@ticketlab/service-kit/config/settings';
import { z } from 'zod';

export type ControllerConfig = ReturnType<typeof parseControllerConfig>;

const path = () => z.string().min(1).describe('a path');

/** What lab-controller reads from the environment beside the settings of every service. */
export function parseControllerConfig(env: NodeJS.ProcessEnv = process.env) {
  return parseConfig(
    {
      /** The supervisor's socket. Without it the controller watches, but can neither scale nor restart anything. */
      LAB_CONTROL_SOCKET: path().optional(),
      /** The clone; for k8s/base and for the programs that the controller starts. */
      LAB_ROOT: path().default('.'),
      /** Where generated state is kept: reports, scores. */
      LAB_HOME: path().default('.ticketlab'),
      /** Where people find the system. */
      LAB_GATEWAY_URL: z.url().default('http://127.0.0.1:8080').describe('http://host:port'),
      LAB_MANIFESTS_DIR: path().default('k8s/base'),
      /** Whether the autoscaler scales from the start. */
      AUTOSCALER: onOff().default('on'),
      /** History comes from here when it is set, and reaches back a day; else it is the last 15 minutes, in memory. */
      PROMETHEUS_URL: z.url().optional().describe('http://host:port'),
      /** How often services are looked at for history and maps. */
      OBSERVE_EVERY_MS: milliseconds(200).default(5_000),
    },
    env,
  );
}
