import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { problemCodes, problems } from '@ticketlab/contracts/problem';

describe('docs/problems.md', () => {
  it('lists every code with its status and title, and none besides', async () => {
    const text = await readFile(join(import.meta.dirname, '../../docs/problems.md'), 'utf8');
    const rows = text
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    expect(rows.map(([, code, status, title]) => ({ code, status, title }))).toEqual(
      problemCodes.map((code) => ({
        code: `\`${code}\``,
        status: String(problems[code].status),
        title: problems[code].title,
      })),
    );
  });
});
