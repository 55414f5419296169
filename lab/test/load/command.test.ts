import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunSummary, Verdict } from '../../load/summary.ts';
import { compileCache, runCli } from '../fixtures/run-cli.ts';
import { serve } from './http-server.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lab-load-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const env = () => ({ TICKETLAB_HOME: home, NO_COLOR: '1' });
const loadTest = (...args: string[]) => runCli(['load-test.sh', ...args], env());
const mine = (content: string): string => {
  const file = join(home, 'mine.yaml');
  writeFileSync(file, content);
  return file;
};

const scenario = `name: mine
description: One request a journey.
phases:
  - { name: steady, seconds: 60, from: 20, to: 20 }
journeys:
  - journey: challenge
    params: { service: users }
thresholds: [p95<1000]
`;

describe('./load-test.sh', () => {
  it('reports a wrong scenario file, line by line, before anything runs', async () => {
    const file = mine(scenario.replace('seconds: 60', 'seconds: soon').replace('p95<1000', 'fast'));
    const { code, stderr } = await loadTest('--scenario', file);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:4: phases.0.seconds: `);
    expect(stderr).toContain(`${file}:8: thresholds.0: not a threshold`);
  });

  it.each([
    [['browse', '--scenario', 'x.yaml'], 'Give either browse or --scenario x.yaml'],
    [['--scenario', 'absent.yaml'], 'absent.yaml cannot be read'],
    [['stress', '--vus', '5'], '--vus does not go with this scenario: stress raises'],
    [['browse', '--vus', '5', '--rate', '3'], '--rate does not go with --vus'],
    [['browse', '--vus', 'many'], 'a whole number from 1 to 10000'],
    [['browse', '--vus', '5', '--engine', 'k6'], '--vus does not go with k6'],
    [['sockets', '--engine', 'k6'], 'it has no Socket.io'],
    [['--engine', 'k6'], '--engine k6 needs a scenario'],
    [['--print'], '--print needs the name'],
    [['flood'], 'Allowed choices are smoke, browse'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stderr } = await loadTest(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('prints a scenario that can be run as a file', async () => {
    const { code, stdout } = await loadTest('spike', '--print');
    expect([code, stdout]).toEqual([0, expect.stringContaining('name: spike\n')]);
    expect((await loadTest('browse', '--rate', '7', '--print')).stdout).toMatch(/ to: 7\n/);
  });

  it('ends in order on Ctrl-C: what has begun ends, the reports are written, the verdict is inconclusive', async () => {
    const gateway = await serve((_req, res) => void res.setHeader('content-type', 'application/json').end('{}'));
    try {
      const cli = join(import.meta.dirname, '../../cli.ts');
      const args = [cli, 'load-test.sh', '--scenario', mine(scenario), '--target', gateway.url];
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
        env: { ...process.env, NODE_COMPILE_CACHE: compileCache, ...env() },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let requests = 0;
      gateway.server.on('request', () => (requests += 1) === 10 && child.kill('SIGINT'));
      const exit = once(child, 'exit') as Promise<[number | null]>;
      const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
      expect([code, stderr]).toEqual([3, expect.stringContaining('ending in order')]);
      expect(stdout).toMatch(/(\d+) of \1 journeys completed/);
      expect(stdout).toContain('because the run was ended before its time');
      const reports = readdirSync(join(home, 'reports')).sort();
      expect(reports).toEqual([expect.stringMatching(/-mine\.html$/), expect.stringMatching(/-mine\.json$/)]);
      const report = JSON.parse(readFileSync(join(home, 'reports', reports[1] ?? ''), 'utf8')) as RunSummary & {
        verdict: Verdict;
      };
      expect(report).toMatchObject({ model: 'open', failed: 0, verdict: { kind: 'inconclusive' } });
    } finally {
      await gateway.close();
    }
  });
});
