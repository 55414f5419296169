import { describe, expect, it } from '@jest/globals';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processToken } from '@ticketlab/lab/supervisor/process-identity';
import { eventually } from '@ticketlab/testing/eventually';

describe('a test run that is killed', () => {
  it('leaves neither processes nor files', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'ticketlab-guard-'));
    const run = fork(join(import.meta.dirname, 'run-and-hang.ts'), {
      env: { ...process.env, TMPDIR: parent },
      execArgv: [],
    });
    await once(run, 'message');
    const [dir = ''] = await readdir(parent);
    const pids = (await readdir(join(parent, dir, 'pids'))).map(Number);
    expect(pids).toHaveLength(2);
    run.kill('SIGKILL');
    await eventually(() => {
      expect(pids.filter((pid) => processToken(pid) !== undefined)).toEqual([]);
      expect(existsSync(join(parent, dir))).toBe(false);
    });
    await rm(parent, { recursive: true });
  });
});
