import type { Writable } from 'node:stream';

/** Where a command writes. Colours and cursor movements only on a terminal, and never with NO_COLOR or TERM=dumb. */
export interface Terminal {
  readonly fancy: boolean;
  /** In characters; 80 where nobody can tell. */
  readonly columns: number;
  write(text: string): void;
  line(text?: string): void;
  paint(style: keyof typeof styles, text: string): string;
}

const usualColumns = 80;
const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export function createTerminal(
  out: Writable & { isTTY?: boolean; columns?: number } = process.stdout,
  env: NodeJS.ProcessEnv = process.env,
): Terminal {
  const fancy = out.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return {
    fancy,
    get columns() {
      // some terminals say 0
      return out.columns || usualColumns;
    },
    write: (text) => void out.write(text),
    line: (text = '') => void out.write(`${text}\n`),
    paint: (style, text) => (fancy ? `\u001b[${styles[style]}m${text}\u001b[0m` : text),
  };
}
