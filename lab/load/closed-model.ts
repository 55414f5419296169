import { setTimeout as wait } from 'node:timers/promises';
import { totalSeconds } from './arrivals.ts';
import type { Run } from './run.ts';
import { type ScenarioPhase, stretchesOf } from './scenario-shape.ts';

const napMs = 20;

/**
 * So many visitors at once, each of whom begins again when done, for as long as the scenario's phases last. Its rates say
 * only how many of the visitors are there: all of them at its peak.
 */
export async function runClosed(run: Run, vus: number): Promise<{ planned: number; knee: null }> {
  const { phases } = stretchesOf(run.options.scenario);
  const { recorder, zero } = run;
  const { signal } = run.options;
  const peak = Math.max(...phases.flatMap(({ from, to }) => [from, to]));
  const endMs = totalSeconds(phases) * 1000;
  let planned = 0;

  async function visitor(index: number): Promise<void> {
    for (;;) {
      const now = performance.now();
      if (signal.aborted || now - zero >= endMs) return;
      const { phase, rate } = at(phases, now - zero);
      if (index >= Math.ceil((rate / peak) * vus)) {
        await wait(napMs);
        continue;
      }
      planned += 1;
      run.enter(phase.name);
      recorder.journeyStarted(phase.name, now - zero, 0);
      await run.journey(phase, now);
    }
  }

  await Promise.all(Array.from({ length: vus }, (_, index) => visitor(index)));
  return { planned, knee: null };
}

/** The phase at a time, and the arrival rate it has then. */
function at(phases: readonly ScenarioPhase[], elapsedMs: number): { phase: ScenarioPhase; rate: number } {
  let leftMs = elapsedMs;
  for (const phase of phases) {
    const lengthMs = phase.seconds * 1000;
    if (leftMs < lengthMs) return { phase, rate: phase.from + (phase.to - phase.from) * (leftMs / lengthMs) };
    leftMs -= lengthMs;
  }
  throw new Error('unreachable: visitors leave when the phases are over');
}
