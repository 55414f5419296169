import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startChild } from './child.ts';
import { endedChildrenMicros } from './cpu-time.ts';
import type { EngineOrder, EngineResult } from './load-engine-child.ts';
import { type BenchOptions, createReport, type Report } from './report.ts';

export const about = 'our load engine with journeys on against autocannon and wrk, all against one server';

const connections = 32;
const seconds = 6;
const rate = 2_000;
const fullSpeed = 'as fast as it goes, 32 connections';
const fixedRate = 'at 2,000 a second';
const perCore = 'requests/core-s';

type Generator = (url: string, rate?: number) => Promise<Record<string, number>>;

/** A core's worth of requests is what a generator's own CPU time allows; the server's does not count. */
export async function run({ rounds }: BenchOptions): Promise<Report> {
  const report = createReport();
  const upstream = await startChild(join(import.meta.dirname, 'proxies', 'upstream.ts'));
  try {
    const generators = await findGenerators();
    for (let round = 0; round <= rounds; round++) {
      for (const [name, generator] of Object.entries(generators)) {
        const fast = await generator(upstream.url);
        console.error(`round ${round}/${rounds}, ${name}: ${fast['CPU µs/request']?.toFixed(1) ?? ''} CPU µs/request`);
        // the first round warms up
        if (round === 0) continue;
        report.add(fullSpeed, name, fast);
        // wrk knows no rates
        if (name !== 'wrk') report.add(fixedRate, name, await generator(upstream.url, rate));
      }
    }
    report.ratio(fullSpeed, 'requests/s', 'ours', 'autocannon');
    if ('wrk' in generators) report.ratio(fullSpeed, perCore, 'ours', 'wrk');
    const share = report.ratio(fullSpeed, perCore, 'ours', 'autocannon').median;
    report.goal('requests per core with journeys on, times autocannon', share, { atLeast: 0.7 });
  } finally {
    await upstream.close();
  }
  return report;
}

async function findGenerators(): Promise<Record<string, Generator>> {
  const generators: Record<string, Generator> = {
    ours: (url, wanted) => runChild('ours', url, wanted),
    autocannon: (url, wanted) => runChild('autocannon', url, wanted),
  };
  const wrk = await output('wrk', ['-v']).catch(() => undefined);
  if (wrk === undefined) console.error('wrk is not installed: left out');
  else generators['wrk'] = runWrk;
  return generators;
}

async function runChild(engine: EngineOrder['engine'], url: string, wanted?: number) {
  const order: EngineOrder = { engine, url, connections, seconds, ...(wanted === undefined ? {} : { rate: wanted }) };
  const module = join(import.meta.dirname, 'load-engine-child.ts');
  const result = JSON.parse(await output(process.execPath, [module, JSON.stringify(order)])) as EngineResult;
  if (result.failed > 0) throw new Error(`${result.failed} requests of ${engine} failed`);
  return toNumbers(result);
}

async function runWrk(url: string) {
  const args = ['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`, '--latency'];
  const before = endedChildrenMicros();
  const report = await output('wrk', [...args, `${url}/api/users/challenge/cpu-intensive?`]);
  const number = (pattern: RegExp): number => Number(pattern.exec(report)?.[1]);
  const latency = (rank: number): number => {
    const [, value, unit = ''] = new RegExp(`${rank}%\\s+([\\d.]+)(us|ms|s)`).exec(report) ?? [];
    return Number(value) * ({ us: 0.001, ms: 1, s: 1_000 }[unit] ?? Number.NaN);
  };
  return toNumbers({
    completed: number(/(\d+) requests in/),
    seconds,
    p50Ms: latency(50),
    p99Ms: latency(99),
    cpuMicros: endedChildrenMicros() - before,
  });
}

function toNumbers(result: Omit<EngineResult, 'failed'>): Record<string, number> {
  const { completed, cpuMicros, p50Ms, p99Ms } = result;
  return {
    'CPU µs/request': cpuMicros / completed,
    [perCore]: (completed / cpuMicros) * 1e6,
    'requests/s': completed / result.seconds,
    'p50 ms': p50Ms,
    'p99 ms': p99Ms,
  };
}

async function output(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  // only once it has ended does its CPU time count as ours
  const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return printed;
}
