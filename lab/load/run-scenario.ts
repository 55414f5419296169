import { totalSeconds } from './arrivals.ts';
import { runClosed } from './closed-model.ts';
import { watchGenerator } from './generator-health.ts';
import type { Audience, JourneyInput } from './journey.ts';
import { UnexpectedAnswer } from './journey.ts';
import { journeys } from './journeys.ts';
import { nodeMeans } from './node-setting.ts';
import { runOpen } from './open-model.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { chooseJourney, type ScenarioPhase, stretchesOf } from './scenario-shape.ts';
import type { InFlight, Run, RunOptions } from './run.ts';
import type { RunResult } from './summary.ts';

const progressEveryMs = 1_000;

/**
 * Runs a scenario. As an open model: journeys begin when their time has come, however slow the answers are, and their
 * latency counts from that time, so that a stall of the system shows in every journey that was due during it. With `vus`
 * as a closed one: so many visitors, each of whom begins again when done.
 */
export async function runScenario(options: RunOptions): Promise<RunResult> {
  const { scenario, signal, vus } = options;
  const { steps, phases } = stretchesOf(scenario);
  const seconds = totalSeconds([...steps, ...phases]);
  const recorder = createRecorder(seconds);
  const audience = options.audience?.(recorder) ?? null;
  const inFlight = new Set<InFlight>();
  const generator = watchGenerator();
  const startedAt = new Date();
  const zero = performance.now();
  let phaseName = (steps[0] ?? phases[0])?.name ?? '';
  let drained: (() => void) | undefined;

  const run: Run = {
    options,
    recorder,
    zero,
    inFlight,
    enter(phase) {
      phaseName = phase;
    },
    async journey(phase, since) {
      const one = { phase: phase.name, since };
      inFlight.add(one);
      await runJourney(options, recorder, { phase, since, zero, audience });
      inFlight.delete(one);
      if (inFlight.size === 0) drained?.();
    },
    refuse(phase, reason) {
      recorder.error({ type: reason, endpoint: '(not sent)', injected: false, example: null });
      recorder.journeyRefused(phase.name, performance.now() - zero);
    },
  };

  const report = (): void => {
    recorder.inFlight(inFlight.size);
    const { started, completed, failed, injected } = recorder.counts;
    options.onProgress({
      phase: phaseName,
      elapsedSeconds: (performance.now() - zero) / 1000,
      totalSeconds: seconds,
      ...{ started, completed, failed, injected, inFlight: inFlight.size },
      ...{ p50Ms: recorder.percentile(50), p95Ms: recorder.percentile(95), p99Ms: recorder.percentile(99) },
      sendLagP99Ms: recorder.sendLagP99(),
      errors: recorder.topErrors(),
      recent: recorder.recent(),
    });
  };
  const ticker = setInterval(report, progressEveryMs);
  const { planned, knee } = vus === null ? await runOpen(run) : await runClosed(run, vus);
  phaseName = 'finishing';
  if (inFlight.size > 0) await new Promise<void>((resolve) => (drained = resolve));
  clearInterval(ticker);
  audience?.close();
  report();
  const health = generator.stop();

  const durationSeconds = (performance.now() - zero) / 1000;
  const { started, completed, failed, injected, requests } = recorder.counts;
  const finished = Math.max(1, completed + failed + injected);
  return {
    scenario: scenario.name,
    description: scenario.description,
    engine: 'ticketlab',
    model: vus === null ? 'open' : 'closed',
    vus,
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
    knee,
    generator: {
      ...health,
      sendLagP99Ms: vus === null ? recorder.sendLagP99() : null,
      interrupted: signal.aborted,
      doubts: [],
    },
  };
}

async function runJourney(
  { scenario, client, data, random }: RunOptions,
  recorder: Recorder,
  { phase, since, zero, audience }: { phase: ScenarioPhase; since: number; zero: number; audience: Audience | null },
): Promise<void> {
  const { journey, params } = chooseJourney(phase.journeys ?? scenario.journeys, random);
  const input: JourneyInput = {
    http: client.forJourney(recorder, since),
    data,
    params: { ...params, ...phase.params },
    random,
    audience,
    ...nodeMeans,
  };
  let outcome: 'completed' | 'failed' | 'injected' = 'completed';
  try {
    const label = await journeys[journey].run(input);
    if (label !== undefined) recorder.outcome(label);
  } catch (error) {
    outcome = error instanceof UnexpectedAnswer && error.injected ? 'injected' : 'failed';
    if (!(error instanceof UnexpectedAnswer)) {
      const type = (error as Error).message.slice(0, 120);
      recorder.error({ type, endpoint: `journey ${journey}`, injected: false, example: null });
    }
  }
  const now = performance.now();
  recorder.journeyEnded(journey, { phase: phase.name, atMs: now - zero, latencyMs: now - since, outcome });
}
