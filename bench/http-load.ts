import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { cpuMicrosOfFamily } from './cpu-time.ts';

export interface HttpLoad {
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly connections: number;
  readonly seconds: number;
  /** Requests per second to keep to; default: as many as it can. */
  readonly rate?: number;
  /** Statuses that count as answered, default 200. */
  readonly status?: number;
}

const resultSchema = z.object({
  duration: z.number(),
  errors: z.number(),
  statusCodeStats: z.record(z.string(), z.object({ count: z.number() })),
  latency: z.object({ p50: z.number(), p97_5: z.number(), p99: z.number() }),
});

/**
 * Loads a URL from a process of its own and tells what it took: requests/s, latencies in ms, and, where processes are
 * named, the CPU µs each of them used per request.
 * @throws Error when anything but the wanted status was answered
 */
export async function loadHttp(
  load: HttpLoad,
  pids: Record<string, readonly number[]> = {},
): Promise<Record<string, number>> {
  const wanted = String(load.status ?? 200);
  const before = Object.entries(pids).map(([name, ids]) => ({ name, ids, micros: cpuOf(ids) }));
  const result = resultSchema.parse(JSON.parse(await runAutocannon(load)));
  const used = before.map(({ name, ids, micros }) => ({ name, micros: cpuOf(ids) - micros }));
  const answered = result.statusCodeStats[wanted]?.count ?? 0;
  const others = Object.keys(result.statusCodeStats).filter((status) => status !== wanted);
  if (answered === 0 || others.length > 0 || result.errors > 0) {
    throw new Error(`${load.url}: ${result.errors} errors, statuses ${JSON.stringify(result.statusCodeStats)}`);
  }
  return {
    'requests/s': answered / result.duration,
    'p50 ms': result.latency.p50,
    'p99 ms': result.latency.p99,
    ...Object.fromEntries(used.map(({ name, micros }) => [`${name} µs/request`, micros / answered])),
  };
}

function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuMicrosOfFamily(pid), 0);
}

async function runAutocannon({ url, headers = {}, connections, seconds, rate }: HttpLoad): Promise<string> {
  const args = ['--json', '--no-progress', '-c', String(connections), '-d', String(seconds)];
  for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}=${value}`);
  if (rate !== undefined) args.push('-R', String(Math.round(rate)));
  const module = createRequire(import.meta.url).resolve('autocannon');
  const child = spawn(process.execPath, [module, ...args, url], { stdio: ['ignore', 'pipe', 'ignore'] });
  // only once it has ended does its CPU time count as ours
  const [result] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return result;
}
