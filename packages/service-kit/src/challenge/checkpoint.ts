import { ConfigError } from '../config/parse-config.ts';

/**
 * LAB: a function that does nothing, but kills the process like a power cut at the place named `crashAt`, so that tests
 * can see a saga survive a crash after each of its steps.
 * @throws {ConfigError} when `crashAt` is given without the lab
 */
export function createCheckpoint(
  config: { LAB_MODE: 'on' | 'off' },
  crashAt: string | undefined,
): (place: string) => void {
  if (crashAt === undefined) return () => undefined;
  if (config.LAB_MODE === 'off')
    throw new ConfigError(['CRASH_AT: only the lab may crash on purpose; set LAB_MODE=on']);
  return (place) => {
    if (place === crashAt) process.kill(process.pid, 'SIGKILL');
  };
}
