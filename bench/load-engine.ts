import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startChild } from './child.ts';
import { endedChildrenMicros } from './cpu-time.ts';
import { loadHttp } from './http-load.ts';
import type { EngineOrder, EngineResult } from './load-engine-child.ts';
import { type BenchOptions, createReport, type Report } from './report.ts';

export const about = 'our load engine with journeys on against autocannon and wrk, all against one server';

const connections = 32;
const seconds = 6;
const rate = 2_000;
const fullSpeed = 'as fast as it goes, 32 connections';
const fixedRate = 'at 2,000 a second';
const cpu = 'CPU µs/request';
const perCore = 'requests/core-s';

/** Requests/s, p50 ms and p99 ms, from a process of its own. */
type Generator = (url: string, rate?: number) => Promise<Record<string, number>>;

/** A core's worth of requests is what a generator's own CPU time allows, its start-up included; the server's is not. */
export async function run({ rounds }: BenchOptions): Promise<Report> {
  const report = createReport();
  const upstream = await startChild(join(import.meta.dirname, 'proxies', 'upstream.ts'));
  try {
    const generators = await findGenerators();
    for (let round = 0; round <= rounds; round++) {
      for (const [name, generator] of Object.entries(generators)) {
        const fast = await measured(() => generator(upstream.url));
        // the first round warms up
        if (round > 0) report.add(fullSpeed, name, fast);
        // wrk knows no rates
        if (round > 0 && name !== 'wrk') {
          report.add(fixedRate, name, await measured(() => generator(upstream.url, rate)));
        }
        console.error(`round ${round}/${rounds}, ${name}: ${fast[cpu]?.toFixed(1) ?? ''} CPU µs/request`);
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

async function measured(work: () => Promise<Record<string, number>>): Promise<Record<string, number>> {
  const before = endedChildrenMicros();
  const numbers = await work();
  const perRequest = (endedChildrenMicros() - before) / ((numbers['requests/s'] ?? Number.NaN) * seconds);
  return { [cpu]: perRequest, [perCore]: 1e6 / perRequest, ...numbers };
}

async function findGenerators(): Promise<Record<string, Generator>> {
  const generators: Record<string, Generator> = {
    ours: runOurs,
    // it loads the same path, so that the requests are of one size
    autocannon: (url, wanted) =>
      loadHttp({ url: url + path, connections, seconds, ...(wanted === undefined ? {} : { rate: wanted }) }),
  };
  const wrk = await output('wrk', ['-v']).catch(() => undefined);
  if (wrk === undefined) console.error('wrk is not installed: left out');
  else generators['wrk'] = runWrk;
  return generators;
}

const path = '/api/users/challenge/cpu-intensive?';

async function runOurs(url: string, wanted?: number): Promise<Record<string, number>> {
  const order: EngineOrder = { url, connections, seconds, ...(wanted === undefined ? {} : { rate: wanted }) };
  const module = join(import.meta.dirname, 'load-engine-child.ts');
  const result = JSON.parse(await output(process.execPath, [module, JSON.stringify(order)])) as EngineResult;
  if (result.failed > 0) throw new Error(`${result.failed} of our requests failed`);
  return { 'requests/s': result.completed / result.seconds, 'p50 ms': result.p50, 'p99 ms': result.p99 };
}

async function runWrk(url: string): Promise<Record<string, number>> {
  const args = ['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`, '--latency'];
  const report = await output('wrk', [...args, url + path]);
  const number = (pattern: RegExp): number => Number(pattern.exec(report)?.[1]);
  const latency = (rank: number): number => {
    const [, value, unit] = new RegExp(`${rank}%\\s+([\\d.]+)(us|ms|s)`).exec(report) ?? [];
    return Number(value) * ({ us: 0.001, ms: 1, s: 1_000 }[unit ?? ''] ?? Number.NaN);
  };
  return { 'requests/s': number(/Requests\/sec:\s+([\d.]+)/), 'p50 ms': latency(50), 'p99 ms': latency(99) };
}

async function output(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  // only once it has ended does its CPU time count as ours
  const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return printed;
}
