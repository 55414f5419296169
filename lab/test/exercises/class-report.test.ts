import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ScoredAttempt } from '@ticketlab/contracts/http/exercises';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeClassReport } from '../../cli/class-report.ts';

const attempt = (change: Partial<ScoredAttempt>): ScoredAttempt => ({
  exercise: '02-slow-instance',
  title: 'The slow service',
  hard: false,
  seed: 1,
  startedAt: '2026-01-01T12:00:00.000Z',
  detectedAt: '2026-01-01T12:01:00.000Z',
  mitigatedAt: '2026-01-01T12:02:00.000Z',
  hintsTaken: 0,
  hintCost: 0,
  wrongAnswers: 0,
  gaveUp: null,
  points: 100,
  secondsToDetect: 60,
  secondsToMitigate: 120,
  ...change,
});

describe('the class report', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'class-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const file = (name: string, attempts: ScoredAttempt[]) => {
    const path = join(dir, `${attempts.length}-${name.replace(/\W/g, '')}.json`);
    writeFileSync(path, JSON.stringify({ name, exportedAt: '2026-01-01T13:00:00.000Z', attempts }));
    return path;
  };

  it('shows the best attempt of each exercise, the best trainee first, and nobody as markup', () => {
    const out = join(dir, 'class.html');
    const files = [
      file('B <script>', [attempt({ points: 60, secondsToMitigate: 300 }), attempt({ points: 75 })]),
      file('A', [
        attempt({ points: 100 }),
        attempt({ exercise: '01-tour', points: 0, gaveUp: 'the faults were cleared' }),
      ]),
    ];
    writeClassReport(files, out);
    const html = readFileSync(out, 'utf8');
    const rows = html.match(/<tr><th scope="row">.*?<\/tr>/g) ?? [];
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain('>A<');
    expect(rows[0]).toContain('given up, 1 try');
    expect(rows[1]).toContain('75<small>60 s / 120 s, 2 tries</small>');
    expect(rows[1]).toContain('B &#60;script&#62;');
    expect(rows[1]).toContain('<td>–</td>');
  });

  it.each([
    ['{', /cannot be read/],
    [JSON.stringify({ name: 'A', exportedAt: 'x', attempts: [attempt({ points: 101 })] }), /attempts\.0\.points/],
  ])('writes nothing when a file is %s', (text, message) => {
    const path = join(dir, 'broken.json');
    writeFileSync(path, text);
    const out = join(dir, 'class.html');
    expect(() => writeClassReport([file('A', []), path], out)).toThrow(message);
    expect(existsSync(out)).toBe(false);
  });
});
