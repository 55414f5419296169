import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pssOf, pssOfFamily } from './memory.ts';
import { type BenchOptions, createReport, type Report } from './report.ts';
import { createTemporaryLab, type TemporaryLab } from './temporary-lab.ts';

export const about =
  'time of ./deploy.sh to a bought ticket, and memory of the idle lab by process (--cold: a fresh clone)';

const megabyte = 1e6;
const settleMs = 20_000;
const warm = 'warm start, seconds';
const idle = 'idle lab, MB of proportional memory';

/** Warm: bundles, caches and data are there from the time before. */
export async function run({ rounds, cold }: BenchOptions): Promise<Report> {
  const report = createReport();
  if (cold) await measureCold(report);
  const lab = await createTemporaryLab();
  try {
    await lab.up(); // fills the caches
    for (let round = 1; round <= rounds; round++) {
      await lab.down();
      const { seconds, steps } = await lab.up();
      console.error(`round ${round}/${rounds}: ready after ${seconds.toFixed(1)} s`);
      for (const [title, took] of Object.entries({ ...steps, 'the whole': seconds })) {
        report.add(warm, title, { seconds: took });
      }
      await measureMemory(report, lab);
    }
  } finally {
    await lab.close();
  }
  report.goal('warm start, seconds', report.spread(warm, 'the whole', 'seconds').median, { atMost: 15 });
  report.goal('idle lab, MB', report.spread(idle, 'all together', 'MB').median, { atMost: 1_000 });
  return report;
}

async function measureMemory(report: Report, lab: TemporaryLab): Promise<void> {
  await delay(settleMs);
  const { supervisor = [], ...others } = await lab.pids();
  // everything descends from the supervisor
  const processes = [...Object.entries(others), ['supervisor', supervisor] as const];
  let total = 0;
  for (const [name, pids] of processes) {
    const measure = name === 'supervisor' ? pssOf : pssOfFamily;
    const megabytes = pids.reduce((sum, pid) => sum + measure(pid), 0) / megabyte;
    report.add(idle, name, { MB: megabytes });
    total += megabytes;
  }
  report.add(idle, 'all together', { MB: total });
}

/** A clone of the last commit, with empty caches of npm and Maven: the time includes what the network takes. */
async function measureCold(report: Report): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'ticketlab-bench-cold-'));
  const clone = join(dir, 'clone');
  execFileSync('git', ['clone', '--quiet', join(import.meta.dirname, '..'), clone]);
  const env = {
    npm_config_cache: join(dir, 'npm'),
    MAVEN_OPTS: `${process.env['MAVEN_OPTS'] ?? ''} -Dmaven.repo.local=${join(dir, 'maven')}`,
  };
  const lab = await createTemporaryLab({ clone, env });
  try {
    const { seconds, steps } = await lab.up();
    for (const [title, took] of Object.entries({ ...steps, 'the whole': seconds })) {
      report.add('cold start, seconds, downloads included', title, { seconds: took });
    }
    report.goal('cold start, seconds, downloads included', seconds, { atMost: 120 });
  } finally {
    await lab.close();
    await rm(dir, { recursive: true, force: true });
  }
}
