import { styleText } from 'node:util';

export type Tone = 'green' | 'yellow' | 'red' | 'cyan' | 'dim' | 'bold' | 'inverse';

/** A piece of a line in one tone; widths are counted before colours come in. */
export interface Cell {
  text: string;
  tone?: Tone;
}

export type Line = Cell[];

export const cell = (text: string, tone?: Tone): Cell => (tone === undefined ? { text } : { text, tone });

/** Cut to `width` columns and filled up with blanks, so that nothing of an earlier frame shines through. */
export function paintLine(line: Line, width: number, colour: boolean): string {
  let left = width;
  let painted = '';
  for (const { text, tone } of line) {
    const shown = printable(text).slice(0, left);
    left -= shown.length;
    painted += colour && tone !== undefined ? styleText(tone, shown, { validateStream: false }) : shown;
  }
  return painted + ' '.repeat(left);
}

/** Logs and error texts may hold anything; control characters would move the cursor. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** The last `width` numbers as blocks, the largest of them the full height; null leaves a gap. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = values.slice(-width);
  const top = Math.max(...shown.map((value) => value ?? 0), Number.EPSILON);
  const text = shown.map((value) =>
    value === null
      ? ' '
      : (blocks[Math.min(blocks.length - 1, Math.round((value / top) * (blocks.length - 1)))] ?? ' '),
  );
  return text.join('').padStart(width);
}
