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
const indent = '    ';

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
      const end = (style: 'green' | 'red', mark: string, outcome = '') => {
        clearInterval(redraw);
        clearLine();
        const time = seconds();
        const text = outcome === '' ? '' : `: ${outcome}`;
        const fits = `${mark} ${title}${text} ${time}`.length <= terminal.columns;
        terminal.line(`${terminal.paint(style, mark)} ${title}${fits ? text : ''} ${terminal.paint('dim', time)}`);
        for (const line of fits ? [] : wrap(outcome, terminal.columns - indent.length)) terminal.line(indent + line);
      };
      try {
        const result = await work((text) => {
          note = text;
        });
        end('green', terminal.fancy ? '✓' : 'ok', result);
        return result;
      } catch (error) {
        end('red', terminal.fancy ? '✗' : 'failed');
        throw error;
      }
    },
  };
}

/** Lines of at most `width`, broken between words. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
