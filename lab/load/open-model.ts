import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { arrivals, type Phase, totalSeconds } from './arrivals.ts';
import type { Run } from './run.ts';
import { type ScenarioPhase, stretchesOf } from './scenario-shape.ts';
import { createKneeSearch } from './stress.ts';
import type { Knee } from './summary.ts';

/** More than this in flight means that the generator would soon measure itself; such journeys count as failed. */
const mostInFlight = 10_000;
/** The longest sleep: how soon an end of the run is noticed. */
const napMs = 100;
/** Journeys begun without letting answers in. */
const mostInARow = 32;

/** Journeys begin by schedule. Resolves when the last one has begun. */
export async function runOpen(run: Run): Promise<{ planned: number; knee: Knee | null }> {
  const { scenario } = run.options;
  const { steps, phases } = stretchesOf(scenario);
  let planned = 0;
  let knee: Knee | null = null;
  if (scenario.stress !== undefined) {
    const search = createKneeSearch(scenario.stress, steps);
    for (const step of steps) {
      const startedAt = performance.now();
      const watch = setInterval(() => {
        const share = (performance.now() - startedAt) / (step.seconds * 1000);
        search.during(step, share, run.recorder.phaseWith(step.name, agesOf(run, step)));
      }, 500);
      planned += await pace(run, [step], () => search.over);
      clearInterval(watch);
      if (run.options.signal.aborted) break;
      search.atEnd(step, run.recorder.phaseWith(step.name, agesOf(run, step)));
      if (search.over) break;
    }
    knee = search.knee();
  }
  planned += await pace(run, phases, () => false);
  return { planned, knee };
}

function* agesOf({ inFlight }: Run, step: Phase): Generator<number> {
  const now = performance.now();
  for (const { phase, since } of inFlight) if (phase === step.name) yield now - since;
}

/** Begins what is due, from now on; resolves to how many journeys were due once the phases are over. */
async function pace(run: Run, phases: readonly ScenarioPhase[], isOver: () => boolean): Promise<number> {
  const { recorder, zero, inFlight } = run;
  const { signal } = run.options;
  const origin = performance.now();
  const ended = (): boolean => signal.aborted || isOver();
  let planned = 0;
  let inARow = 0;
  for (const { atMs, phase } of arrivals(phases)) {
    const due = origin + atMs;
    if (due > performance.now()) {
      await sleepUntil(due, ended);
      inARow = 0;
    } else if ((inARow += 1) >= mostInARow) {
      await turn();
      inARow = 0;
    }
    if (ended()) return planned;
    planned += 1;
    run.enter(phase.name);
    recorder.journeyStarted(phase.name, due - zero, performance.now() - due);
    if (inFlight.size >= mostInFlight) run.refuse(phase, 'generator-full');
    else void run.journey(phase, due);
  }
  await sleepUntil(origin + totalSeconds(phases) * 1000, ended);
  return planned;
}

async function sleepUntil(due: number, ended: () => boolean): Promise<void> {
  for (let left = due - performance.now(); left > 0 && !ended(); left = due - performance.now()) {
    await wait(Math.min(left, napMs));
  }
}
