import { type DestinationStream, pino } from 'pino';

const blockBytes = 15_000;
const delayMs = 100;

/**
 * Standard output, written in blocks or after a tenth of a second: a write for each line costs a request as much as all
 * the rest of it. A crash that is logged as fatal, and any ordinary end, writes what is left.
 */
export function createLogDestination(): DestinationStream & { flushSync(): void } {
  const output = pino.destination({ fd: 1, sync: false, minLength: blockBytes });
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    timer = undefined;
    output.flush();
  }

  return {
    write(line) {
      output.write(line);
      timer ??= setTimeout(flush, delayMs).unref();
    },
    flushSync() {
      output.flushSync();
    },
  };
}
