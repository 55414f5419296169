import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { processToken } from '../../supervisor/process-identity.ts';

const starter = join(import.meta.dirname, '../fixtures/bound-starter.ts');

it('what is bound to its starter ends with it, also when that is killed, and so does its folder', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'bound-'));
  const parent = fork(starter, [dir], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const [{ pid }] = (await once(parent, 'message')) as [{ pid: number }];
  expect(processToken(pid)).toBeDefined();
  parent.kill('SIGKILL');
  await eventually(() => expect([processToken(pid), existsSync(dir)]).toEqual([undefined, false]));
});
