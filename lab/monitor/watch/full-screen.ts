import type { ReadStream, WriteStream } from 'node:tty';

/** The whole terminal, taken over and given back. */
export interface FullScreen {
  size(): { columns: number; rows: number };
  draw(frame: string): void;
  /** Gives the terminal back as it was; calling it again does nothing. */
  restore(): void;
}

const enter = '\u001b[?1049h\u001b[?25l\u001b[2J';
const leave = '\u001b[?25h\u001b[?1049l';
const home = '\u001b[H';

/**
 * Switches to the alternate screen without a cursor and to keys as they are pressed. However the process ends short of
 * `kill -9`, the terminal is restored. xterm's private modes 1049 and 25, which tmux, screen and consoles know.
 */
export function takeScreen(
  { input, output }: { input: ReadStream; output: WriteStream },
  on: { keys: (input: string) => void; resize: () => void; end: (signal: NodeJS.Signals) => void },
): FullScreen {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const handlers = signals.map((signal) => [signal, () => on.end(signal)] as const);
  let taken = true;
  const restore = () => {
    if (!taken) return;
    taken = false;
    input.off('data', on.keys);
    output.off('resize', on.resize);
    for (const [signal, handler] of handlers) process.off(signal, handler);
    process.off('exit', restore);
    if (input.isTTY) input.setRawMode(false);
    input.pause();
    output.write(leave);
  };
  process.on('exit', restore);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  input.setEncoding('utf8');
  input.on('data', on.keys);
  if (input.isTTY) input.setRawMode(true);
  input.resume();
  output.on('resize', on.resize);
  output.write(enter);
  return {
    size: () => ({ columns: output.columns, rows: output.rows }),
    draw: (frame) => {
      if (taken) output.write(home + frame);
    },
    restore,
  };
}
