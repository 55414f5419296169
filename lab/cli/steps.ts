import type { Terminal } from './terminal.ts';

/** Shows work step by step, each with what came of it and how long it took. */
export interface Steps {
  /** Runs one step; `note` shows what it is at. The text that `work` resolves to is shown behind the title. */
  run<T extends string | undefined>(title: string, work: (note: Note) => Promise<T>): Promise<T>;
  /** A line that stays, also in the middle of a step. */
  say(text: string): void;
}

/** Shown while the step runs, on a terminal only. */
export type Note = (text: string) => void;

const redrawMs = 100;

/** On a terminal the running step's line is redrawn as it goes; elsewhere each step is one line when it is over. */
export function createSteps(terminal: Terminal, now: () => number = performance.now.bind(performance)): Steps {
  const clearLine = () => {
    if (terminal.fancy) terminal.write('\r\u001b[K');
  };
  return {
    say(text) {
      clearLine();
      terminal.line(`  ${text}`);
    },
    async run(title, work) {
      const started = now();
      const seconds = () => `${((now() - started) / 1000).toFixed(1)} s`;
      let note = '';
      const draw = () => {
        const detail = note === '' ? '' : terminal.paint('dim', ` ${note}`);
        terminal.write(`\r\u001b[K… ${title}${detail} ${terminal.paint('dim', seconds())}`);
      };
      if (terminal.fancy) draw();
      const redraw = terminal.fancy ? setInterval(draw, redrawMs) : undefined;
      const end = (mark: string, text: string) => {
        clearInterval(redraw);
        clearLine();
        terminal.line(`${mark} ${title}${text} ${terminal.paint('dim', seconds())}`);
      };
      try {
        const result = await work((text) => {
          note = text;
        });
        end(terminal.paint('green', terminal.fancy ? '✓' : 'ok'), result === undefined ? '' : `: ${result}`);
        return result;
      } catch (error) {
        end(terminal.paint('red', terminal.fancy ? '✗' : 'failed'), '');
        throw error;
      }
    },
  };
}
