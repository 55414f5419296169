import { type DestinationStream, pino } from 'pino';

const blockLength = 15_000;
const delayMs = 100;
/** What may wait for a slow disk or reader, in bytes. */
const mostWaiting = 16 * 1024 * 1024;

export interface LogDestination extends DestinationStream {
  flushSync(): void;
  /** Is told of lines that were dropped, before the next ones are written; may write one that says so. */
  onDropped(listener: (lines: number) => void): void;
}

let shared: LogDestination | undefined;

/**
 * Standard output, written in blocks or after a tenth of a second: a write for each line costs a request as much as all
 * the rest of it, and even handing each line on to the stream a twentieth. A crash that is logged as fatal, and any
 * ordinary end, writes what is left. Where it is not taken, lines are dropped and counted before memory fills. A process
 * has one.
 */
export function logDestination(): LogDestination {
  shared ??= createLogDestination(1, mostWaiting);
  return shared;
}

export function createLogDestination(fd: number, maxLength: number): LogDestination {
  const output = pino.destination({ fd, sync: false, maxLength });
  let tell: (lines: number) => void = () => undefined;
  let lines = '';
  let count = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;

  function take(): string {
    const taken = lines;
    lines = '';
    return taken;
  }

  function flush(): void {
    timer = undefined;
    if (lines === '') return;
    const block = take();
    const counted = count;
    const before = dropped;
    dropped = 0;
    if (before > 0) tell(before);
    const note = take();
    count = 0;
    const onDrop = () => (dropped = before + counted);
    output.once('drop', onDrop);
    output.write(note + block);
    output.off('drop', onDrop);
  }

  // before the stream's own listeners, which write what has been handed to it
  process.prependListener('beforeExit', flush);
  process.prependListener('exit', flush);

  return {
    write(line) {
      lines += line;
      count += 1;
      if (lines.length >= blockLength) flush();
      else timer ??= setTimeout(flush, delayMs).unref();
    },
    flushSync() {
      flush();
      output.flushSync();
    },
    onDropped: (listener) => (tell = listener),
  };
}
