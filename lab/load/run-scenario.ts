import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { arrivals, totalSeconds } from './arrivals.ts';
import { journeys } from './journeys.ts';
import { type LoadClient, UnexpectedAnswer } from './load-client.ts';
import type { LoadData } from './load-data.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { Scenario } from './scenario.ts';
import type { RunSummary } from './summary.ts';

export interface Progress {
  phase: string;
  elapsedSeconds: number;
  totalSeconds: number;
  started: number;
  inFlight: number;
  completed: number;
  failed: number;
  injected: number;
  p95Ms: number;
}

export interface RunOptions {
  scenario: Scenario;
  target: string;
  client: LoadClient;
  data: LoadData;
  /** 0 to 1, seeded */
  random: () => number;
  /** ends the run early but in order */
  signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** More than this in flight means that the generator would soon measure itself; such journeys count as failed. */
const mostInFlight = 10_000;
const progressEveryMs = 1_000;

/**
 * Runs a scenario as an open model: journeys begin when their time has come, however slow the answers are, and their
 * latency counts from that time, so that a stall of the system shows in every journey that was due during it.
 */
export async function runScenario(options: RunOptions): Promise<Omit<RunSummary, 'invariants' | 'breaker'>> {
  const { scenario, signal } = options;
  const recorder = createRecorder();
  const running = new Set<Promise<void>>();
  const loopDelay = monitorEventLoopDelay({ resolution: 10 });
  const startedAt = new Date();
  const cpuBefore = process.cpuUsage();
  const zero = performance.now();
  let planned = 0;
  let phaseName = scenario.phases[0]?.name ?? '';
  loopDelay.enable();

  const report = (): void =>
    options.onProgress({
      phase: phaseName,
      elapsedSeconds: (performance.now() - zero) / 1000,
      totalSeconds: totalSeconds(scenario.phases),
      started: recorder.counts.started,
      inFlight: running.size,
      completed: recorder.counts.completed,
      failed: recorder.counts.failed,
      injected: recorder.counts.injected,
      p95Ms: recorder.p95(),
    });
  const ticker = setInterval(report, progressEveryMs);

  for (const { atMs, phase } of arrivals(scenario.phases)) {
    const early = zero + atMs - performance.now();
    if (early > 0) await wait(early, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    planned += 1;
    phaseName = phase.name;
    const intendedAt = zero + atMs;
    recorder.journeyStarted(atMs, performance.now() - intendedAt);
    if (running.size >= mostInFlight) {
      recorder.error({ type: 'generator-full', endpoint: '(not sent)', injected: false, example: null });
      recorder.journeyEnded(scenario.name, performance.now() - zero, 0, 'failed');
      continue;
    }
    const journey = runJourney(options, recorder, phase.params, intendedAt, zero);
    running.add(journey);
    void journey.finally(() => running.delete(journey));
  }
  const remaining = zero + totalSeconds(scenario.phases) * 1000 - performance.now();
  if (!signal.aborted && remaining > 0) await wait(remaining, undefined, { signal }).catch(() => undefined);
  phaseName = 'finishing';
  await Promise.all(running);
  clearInterval(ticker);
  loopDelay.disable();
  report();

  const durationSeconds = (performance.now() - zero) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const { started, completed, failed, injected, requests } = recorder.counts;
  const finished = Math.max(1, completed + failed + injected);
  return {
    scenario: scenario.name,
    description: scenario.description,
    model: 'open',
    target: options.target,
    startedAt: startedAt.toISOString(),
    durationSeconds,
    planned,
    started,
    completed,
    failed,
    errorRate: failed / finished,
    injectedRate: injected / finished,
    requestsPerSecond: requests / durationSeconds,
    ...recorder.results(),
    generator: {
      cpuPercent: ((cpu.user + cpu.system) / 1e6 / durationSeconds) * 100,
      sendLagP99Ms: recorder.sendLagP99(),
      eventLoopLagP99Ms: loopDelay.percentile(99) / 1e6,
      interrupted: signal.aborted,
    },
  };
}

async function runJourney(
  { scenario, client, data, random }: RunOptions,
  recorder: Recorder,
  phaseParams: Record<string, string | number>,
  intendedAt: number,
  zero: number,
): Promise<void> {
  const { journey, params } = choose(scenario.journeys, random);
  let outcome: 'completed' | 'failed' | 'injected' = 'completed';
  try {
    await journeys[journey]({
      http: client.forJourney(recorder, intendedAt),
      data,
      random,
      params: { ...params, ...phaseParams },
    });
  } catch (error) {
    outcome = error instanceof UnexpectedAnswer && error.injected ? 'injected' : 'failed';
    if (!(error instanceof UnexpectedAnswer)) {
      recorder.error({
        type: (error as Error).message.slice(0, 120),
        endpoint: `journey ${journey}`,
        injected: false,
        example: null,
      });
    }
  }
  recorder.journeyEnded(journey, performance.now() - zero, performance.now() - intendedAt, outcome);
}

/** One of them by weight. */
function choose<T extends { weight: number }>(entries: readonly T[], random: () => number): T {
  let left = random() * entries.reduce((sum, { weight }) => sum + weight, 0);
  for (const entry of entries) {
    left -= entry.weight;
    if (left < 0) return entry;
  }
  const [first] = entries;
  if (first === undefined) throw new Error('unreachable: a scenario has at least one journey');
  return first;
}
