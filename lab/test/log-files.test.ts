import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { closeSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogFiles, pickLastWords } from '../supervisor/log-files.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'logs-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('log files', () => {
  it('grow to their size, then move on while the writer goes on writing', () => {
    const logs = createLogFiles({ dir, maxBytes: 5, keep: 2 });
    const log = logs.open('redis');
    const file = join(dir, 'redis.log');
    for (const text of ['first!', 'second', 'third!', 'now']) {
      writeSync(log, text);
      logs.rotate();
    }
    closeSync(log);
    const contents = [file, `${file}.1`, `${file}.2`].map((path) => readFileSync(path, 'utf8'));
    expect(contents).toEqual(['now', 'third!', 'second']);
    expect(existsSync(`${file}.3`)).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('tell the last words of one run, not those of an earlier one', () => {
    const logs = createLogFiles({ dir, maxBytes: 1_000, keep: 1 });
    const log = logs.open('order-service-1');
    writeSync(log, 'Error: of yesterday\n');
    const offset = logs.size('order-service-1');
    expect(logs.lastWords('order-service-1', offset)).toBeNull();
    writeSync(log, 'good morning\n');
    expect(logs.lastWords('order-service-1', offset)).toBe('good morning');
    closeSync(log);
  });
});

describe('the last words of a process', () => {
  it.each([
    [
      'the error, not what Node prints behind it',
      'TypeError: x is not a function\n    at y\n\nNode.js v24.0.0',
      'TypeError: x is not a function',
    ],
    [
      'a fatal record',
      '{"level":"info","msg":"hello"}\n{"level":"fatal","msg":"crashed","err":{"message":"no pool"}}\n{"level":"info","msg":"bye"}',
      'crashed: no pool',
    ],
    ['else the last line', 'one\ntwo\n', 'two'],
  ])('are %s', (_, text, expected) => expect(pickLastWords(text)).toBe(expected));

  it('are none when it said nothing', () => expect(pickLastWords('\n')).toBeNull());
});
