import { availableParallelism } from 'node:os';
import type { Experiment, ExperimentDetail, StartExperiment } from '@ticketlab/contracts/http/experiments';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import type { Worker } from '@ticketlab/service-kit/kit';
import { runExperiment } from '../../../autoscaler/experiment/experiment.ts';
import type { ExperimentOptions } from '../../../autoscaler/experiment/experiment-options.ts';
import type { Runtime } from '../runtime.ts';
import { createExperimentRecord, type ExperimentNews } from './experiment-record.ts';

/** Autoscaling experiments, one at a time: prediction, load, verdict. */
export interface Experiments {
  /** @throws {ProblemError} `conflict` while one runs, `runtime-unsupported` where nothing is scaled */
  start(wanted: StartExperiment): Experiment;
  /** Newest first. */
  list(): Experiment[];
  /** @throws {ProblemError} `not-found` */
  get(id: string): ExperimentDetail;
  /** Ends it in order; one that has ended stays as it is. */
  stop(id: string): Experiment;
  onNews(listener: (experiment: Experiment, news: ExperimentNews) => void): void;
  readonly worker: Worker;
}

interface ExperimentsDeps {
  runtime: Pick<Runtime, 'kind' | 'state' | 'scale'>;
  api: ExperimentOptions['api'];
  gatewayUrl: string;
  reportsDir: string;
  clock: () => Date;
  newId: () => string;
}

type ExperimentRecord = ReturnType<typeof createExperimentRecord>;

const kept = 20;
const defaultMillicores = 400;

export function createExperiments({
  runtime,
  api,
  gatewayUrl,
  reportsDir,
  clock,
  newId,
}: ExperimentsDeps): Experiments {
  const records: ExperimentRecord[] = [];
  const listeners: ((experiment: Experiment, news: ExperimentNews) => void)[] = [];
  let running: { record: ExperimentRecord; stop: AbortController; done: Promise<void> } | undefined;

  function find(id: string): ExperimentRecord {
    const found = records.find((record) => record.view().id === id);
    if (found === undefined) throw new ProblemError('not-found', `There is no experiment ${id} (any more).`);
    return found;
  }

  async function carryOut(record: ExperimentRecord, signal: AbortSignal): Promise<void> {
    const { service, wish, holdSeconds, dryRun, timeScale } = record.view();
    const now = () => clock().toISOString();
    try {
      const result = await runExperiment({
        ...{ service: service as ExperimentOptions['service'], wish, dryRun, timeScale, api, reportsDir, signal },
        holdMs: holdSeconds * 1000,
        gateway: gatewayUrl,
        state: () => runtime.state(),
        scale: (name, instances) => runtime.scale(name, instances),
        cores: availableParallelism(),
        view: record.experimentView,
        onPlan: (plan, lines) => record.planned(plan, lines),
      });
      record.ended(result, now());
    } catch (error) {
      const early = 'It was ended before the load had begun; nothing was changed.';
      record.broke(signal.aborted ? early : (error as Error).message, now());
    }
  }

  return {
    start({ service, millicores, megabytes, holdSeconds, timeScale, dryRun }) {
      if (runtime.kind !== 'local') {
        throw new ProblemError('runtime-unsupported', 'Nothing here scales instances, so nothing can be predicted.');
      }
      if (running !== undefined) throw new ProblemError('conflict', 'An experiment runs already; end it first.');
      const wish: Experiment['wish'] =
        megabytes === undefined
          ? { kind: 'cpu', amount: millicores ?? defaultMillicores }
          : { kind: 'memory', amount: megabytes };
      const record = createExperimentRecord(
        {
          ...{ id: newId(), service, wish, holdSeconds, timeScale, dryRun, state: 'preparing' },
          ...{ startedAt: clock().toISOString(), endedAt: null },
          ...{ note: null, prediction: null, verdict: null, problem: null },
        },
        (news) => {
          for (const listener of listeners) listener(record.view(), news);
        },
      );
      records.unshift(record);
      records.splice(kept);
      const stop = new AbortController();
      const done = carryOut(record, stop.signal).finally(() => (running = undefined));
      running = { record, stop, done };
      return record.view();
    },
    list: () => records.map((record) => record.view()),
    get: (id) => find(id).detail(),
    stop(id) {
      const record = find(id);
      if (running?.record === record) running.stop.abort();
      return record.view();
    },
    onNews: (listener) => void listeners.push(listener),
    worker: {
      name: 'experiments',
      start: () => Promise.resolve(),
      async stop() {
        running?.stop.abort();
        await running?.done;
      },
    },
  };
}
