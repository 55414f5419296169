import type { Experiment, ExperimentDetail } from '@ticketlab/contracts/http/experiments';
import type { ExperimentResult } from '../../../autoscaler/experiment/experiment.ts';
import type { ExperimentPlan } from '../../../autoscaler/experiment/report.ts';
import type { ExperimentView } from '../../../autoscaler/experiment/view.ts';

/** What is sent to who watches, by name. */
export type ExperimentNews =
  | { event: 'experiment'; data: Experiment }
  | { event: 'note'; data: { note: string } }
  | { event: 'prediction'; data: NonNullable<Experiment['prediction']> }
  | { event: 'sample'; data: ExperimentDetail['samples'][number] }
  | { event: 'decision'; data: ExperimentDetail['decisions'][number] };

/** An hour of load and its aftermath, a look a second. */
const mostSamples = 6_000;

/** Writes an experiment down as it goes on, and tells of each thing. */
export function createExperimentRecord(begun: Experiment, tell: (news: ExperimentNews) => void) {
  let experiment = begun;
  const samples: ExperimentDetail['samples'] = [];
  const decisions: ExperimentDetail['decisions'] = [];

  function become(change: Partial<Experiment>): void {
    experiment = { ...experiment, ...change };
    tell({ event: 'experiment', data: experiment });
  }
  function note(text: string): void {
    if (experiment.note === text) return;
    experiment = { ...experiment, note: text };
    tell({ event: 'note', data: { note: text } });
  }

  const experimentView: ExperimentView = {
    // what is said in lines is the prediction, which comes as such
    line: () => undefined,
    waiting: note,
    decision(decision) {
      decisions.push(decision);
      tell({ event: 'decision', data: decision });
    },
    sample(sample, { phase, utilization }) {
      const row = { ...sample, utilization };
      if (samples.length < mostSamples) samples.push(row);
      tell({ event: 'sample', data: row });
      const state = sample.atMs < experiment.holdSeconds * 1000 ? 'loading' : 'ending';
      if (state !== experiment.state) become({ state, note: phase });
      else experiment = { ...experiment, note: phase };
    },
    end: () => undefined,
  };

  return {
    experimentView,
    view: (): Experiment => experiment,
    detail: (): ExperimentDetail => ({ ...experiment, samples, decisions }),
    planned(plan: ExperimentPlan, lines: string[]): void {
      const prediction = toPrediction(plan, lines);
      experiment = { ...experiment, prediction };
      tell({ event: 'prediction', data: prediction });
    },
    ended(result: ExperimentResult, endedAt: string): void {
      const end = { endedAt, note: null };
      if (result.kind === 'refused') become({ ...end, state: 'refused', problem: result.why });
      else if (result.kind === 'predicted') become({ ...end, state: 'ended' });
      else become({ ...end, state: 'ended', verdict: result.report.verdict });
    },
    broke(problem: string, endedAt: string): void {
      become({ state: 'broken', problem, endedAt, note: null });
    },
  };
}

function toPrediction({ prediction }: ExperimentPlan, lines: string[]): NonNullable<Experiment['prediction']> {
  const { steps, peak, peakAtMs, atEnd, resting, restingAtMs } = prediction;
  return {
    steps: steps.map(({ atMs, current, desired, ready, usage, text }) => ({
      atMs,
      current,
      desired,
      ready,
      usage,
      text,
    })),
    ...{ peak, peakAtMs, atEnd, resting, restingAtMs, lines },
  };
}
