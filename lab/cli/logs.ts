import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { labHome } from '../runtimes/local/home.ts';
import { CliError } from './errors.ts';
import { createTerminal, type Terminal } from './terminal.ts';

const pollMs = 200;
const tailBytes = 1_048_576;

/** Prints the ends of the chosen logs; when there are several, each line behind its log's name. */
export async function runLogs(name: string | undefined, flags: { follow: boolean; lines: number }): Promise<void> {
  const terminal = createTerminal();
  const { logs: dir } = labHome();
  const chosen = () => findLogs(dir, name);
  const files = chosen();
  if (files.length === 0) {
    const known = findLogs(dir, undefined).map((file) => basename(file, '.log'));
    throw new CliError(
      known.length === 0
        ? `there are no logs in ${dir} yet`
        : `there is no log of ${name ?? ''}; there are ${known.join(', ')}`,
      known.length === 0 ? 1 : 2,
    );
  }
  const print = createPrinter(terminal, flags.follow && name === undefined ? 2 : files.length);
  const positions = new Map<string, number>();
  for (const file of files) {
    const { size } = statSync(file);
    positions.set(file, size);
    const lines = readText(file, Math.max(0, size - tailBytes), size)
      .split('\n')
      .slice(0, -1);
    for (const line of flags.lines === 0 ? [] : lines.slice(-flags.lines)) print(file, line);
  }
  while (flags.follow) {
    await delay(pollMs);
    for (const file of chosen()) positions.set(file, printNew(file, positions.get(file) ?? 0, print));
  }
}

type Print = (file: string, line: string) => void;

function createPrinter(terminal: Terminal, count: number): Print {
  if (count === 1) return (_, line) => terminal.line(line);
  return (file, line) => terminal.line(`${terminal.paint('cyan', basename(file, '.log'))} | ${line}`);
}

/** Prints the whole lines behind `from`; resolves to where the next ones begin. A file that shrank was rotated. */
function printNew(file: string, from: number, print: Print): number {
  const { size } = statSync(file);
  const start = size < from ? 0 : from;
  const text = readText(file, start, size);
  const end = text.lastIndexOf('\n');
  if (end < 0) return start;
  const whole = text.slice(0, end);
  for (const line of whole.split('\n')) print(file, line);
  return start + Buffer.byteLength(whole) + 1;
}

/** A name stands for its own log, and a service's for those of its instances. */
function findLogs(dir: string, name: string | undefined): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((file) => file.endsWith('.log'))
    .filter(
      (file) =>
        name === undefined ||
        file === `${name}.log` ||
        (/^-\d+\.log$/.test(file.slice(name.length)) && file.startsWith(name)),
    )
    .sort()
    .map((file) => join(dir, file));
}

function readText(file: string, start: number, end: number): string {
  if (end <= start) return '';
  const fd = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(end - start);
    return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, start));
  } finally {
    closeSync(fd);
  }
}
