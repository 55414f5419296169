import { type DestinationStream, pino } from 'pino';

const blockLength = 15_000;
const delayMs = 100;

let shared: (DestinationStream & { flushSync(): void }) | undefined;

/**
 * Standard output, written in blocks or after a tenth of a second: a write for each line costs a request as much as all
 * the rest of it, and even handing each line on to the stream a twentieth. A crash that is logged as fatal, and any
 * ordinary end, writes what is left. A process has one.
 */
export function logDestination(): DestinationStream & { flushSync(): void } {
  shared ??= createLogDestination();
  return shared;
}

function createLogDestination(): DestinationStream & { flushSync(): void } {
  const output = pino.destination({ fd: 1, sync: false });
  let lines = '';
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    timer = undefined;
    if (lines === '') return;
    const block = lines;
    lines = '';
    output.write(block);
  }

  // before the stream's own listeners, which write what has been handed to it
  process.prependListener('beforeExit', flush);
  process.prependListener('exit', flush);

  return {
    write(line) {
      lines += line;
      if (lines.length >= blockLength) flush();
      else timer ??= setTimeout(flush, delayMs).unref();
    },
    flushSync() {
      flush();
      output.flushSync();
    },
  };
}
