import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createSteps } from '../cli/steps.ts';
import { fitTable } from '../cli/table.ts';
import { createTerminal } from '../cli/terminal.ts';

describe('on a narrow terminal', () => {
  it('a table shortens the column that may be shortened, and only as far as it must', () => {
    const rows = [
      ['NAME', 'TITLE', 'BEST'],
      ['14-bad-canary', 'Bad release found by canary and rolled back', '100'],
    ];
    expect(fitTable(rows, 80, 1)[1]).toBe('14-bad-canary  Bad release found by canary and rolled back  100');
    const narrow = fitTable(rows, 50, 1);
    expect(narrow[1]).toBe('14-bad-canary  Bad release found by canary …  100');
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(50);
  });

  it('what came of a step goes into lines of its own', async () => {
    const out = Object.assign(new PassThrough(), { columns: 40 });
    const steps = createSteps(createTerminal(out, {}), () => 0);
    await steps.run('check', () => Promise.resolve('Node 24, Java 17, 20 GB of memory free, 60 GB of disk free'));
    await steps.run('check', () => Promise.resolve('Node 24'));
    expect(String(out.read())).toBe(
      'ok check 0.0 s\n    Node 24, Java 17, 20 GB of memory\n    free, 60 GB of disk free\nok check: Node 24 0.0 s\n',
    );
  });
});
