import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import type { LogPlan } from './plan.ts';

/** One file per process, written by the process itself, so that it neither costs the supervisor nor dies with it. */
export interface LogFiles {
  /** A descriptor to append to; the caller closes it after handing it to a child. */
  open(name: string): number;
  /** Where the file ends now: what a process started now writes comes after. */
  size(name: string): number;
  /** The line that best tells why a process ended, looking only behind `offset`. */
  lastWords(name: string, offset: number): string | null;
  /** Rotates what has grown too large. */
  rotate(): void;
}

export function createLogFiles({ dir, maxBytes, keep }: LogPlan): LogFiles {
  mkdirSync(dir, { recursive: true });
  const fileOf = (name: string) => join(dir, `${name}.log`);
  const size = (name: string) => statSync(fileOf(name), { throwIfNoEntry: false })?.size ?? 0;
  return {
    open: (name) => openSync(fileOf(name), 'a', 0o600),
    size,
    lastWords(name, offset) {
      const end = size(name);
      const start = Math.max(end < offset ? 0 : offset, end - 16_384);
      return pickLastWords(readRange(fileOf(name), start, end));
    },
    rotate() {
      for (const entry of readdirSync(dir)) {
        if (!entry.endsWith('.log')) continue;
        const file = join(dir, entry);
        if (statSync(file).size > maxBytes) rotateFile(file, keep);
      }
    },
  };
}

/**
 * The writer keeps its descriptor (in append mode), so the content is copied away and the file emptied. What is written
 * between the two steps is lost: a few lines at most, of a log.
 */
function rotateFile(file: string, keep: number): void {
  if (keep > 0) {
    rmSync(`${file}.${keep}`, { force: true });
    for (let age = keep - 1; age >= 1; age -= 1) {
      if (statSync(`${file}.${age}`, { throwIfNoEntry: false })) renameSync(`${file}.${age}`, `${file}.${age + 1}`);
    }
    copyFileSync(file, `${file}.1`);
  }
  truncateSync(file, 0);
}

function readRange(file: string, start: number, end: number): string {
  if (end <= start) return '';
  const fd = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(end - start);
    const length = readSync(fd, buffer, 0, buffer.length, start);
    return buffer.toString('utf8', 0, length);
  } finally {
    closeSync(fd);
  }
}

/** An error that a runtime printed, else the newest JSON record of level error, else simply the last line. */
export function pickLastWords(text: string): string | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const telling =
    lines.findLast((line) => /^(Uncaught )?\w*(Error|Exception)\b/.test(line)) ??
    lines.findLast((line) => /"level":("error"|"fatal"|[56]0)/.test(line)) ??
    lines.at(-1);
  return telling === undefined ? null : toSentence(telling).slice(0, 300);
}

function toSentence(line: string): string {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== 'object' || record === null) return line;
    const { msg, err } = record as { msg?: unknown; err?: { message?: unknown } };
    const parts = [msg, err?.message].filter((part) => typeof part === 'string' && part !== '');
    return parts.length > 0 ? [...new Set(parts)].join(': ') : line;
  } catch {
    return line;
  }
}
