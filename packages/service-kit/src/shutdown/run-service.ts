import { flushCompileCache } from 'node:module';
import { ConfigError } from '../config/parse-config.ts';
import type { Kit } from '../kit.ts';
import { createLogger } from '../telemetry/logger.ts';
import { logEvent } from '../telemetry/log-events.ts';

const closePatienceMs = 20_000;

/** A service, or another process that starts and ends as they do. */
export interface Runnable {
  readonly kit: Pick<Kit, 'log' | 'instance'>;
  start(): Promise<{ port: number; instancePort: number }>;
  close(): Promise<void>;
}

/**
 * The whole of a main.ts: creates and starts the service, tells the supervisor when it is ready, drains on SIGTERM and
 * SIGINT (a second one ends at once). Exit codes: 0 drained, 1 crashed or could not start, 2 wrong configuration.
 */
export function runService(create: () => Promise<Runnable> | Runnable): void {
  let service: Runnable | undefined;
  let ending = false;

  function crash(error: unknown): void {
    const log = service?.kit.log ?? createLogger({ service: 'unknown', instance: String(process.pid), level: 'fatal' });
    logEvent(log, 'crashed', { err: error });
    process.exit(1);
  }

  async function end(): Promise<void> {
    if (ending) process.exit(1);
    ending = true;
    setTimeout(() => process.exit(1), closePatienceMs).unref();
    await service?.close();
    process.exit(0);
  }

  async function run(): Promise<void> {
    service = await create();
    const { port, instancePort } = await service.start();
    process.send?.({ type: 'ready', instance: service.kit.instance, port, instancePort });
    // the compile cache is written on a clean exit only; a crash should not cost the next start
    flushCompileCache();
  }

  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  process.on('SIGTERM', () => void end());
  process.on('SIGINT', () => void end());
  run().catch((error: unknown) => {
    if (!(error instanceof ConfigError)) {
      crash(error);
      return;
    }
    process.stderr.write(`The configuration is wrong:\n${error.problems.map((line) => `  ${line}`).join('\n')}\n`);
    process.exit(2);
  });
}
