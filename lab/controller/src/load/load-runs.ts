import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { LoadRun, LoadRunDetail, StartLoadRun } from '@ticketlab/contracts/http/load-runs';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import type { Worker } from '@ticketlab/service-kit/kit';
import type { Reconciler } from '../../../load/invariants.ts';
import { findScenario } from '../../../load/scenario-files.ts';
import type { Scenario } from '../../../load/scenario.ts';
import { scaleScenario, whyNotClosed } from '../../../load/scenario-shape.ts';
import { send, startProcess } from './load-process.ts';
import type { FromWorker, LoadOrder } from './worker-messages.ts';

export interface LoadRunsDeps {
  /** where the load goes, http://host:port */
  gatewayUrl: string;
  reportsDir: string;
  /** how order-service is asked for the invariants; null while it is not known */
  reconciler(): Reconciler | null;
  /** from which all of the lab's descend; null while they are not known */
  labProcesses(): number[] | null;
  clock(): Date;
  newId(): string;
}

export type LoadRunEvent = 'run' | 'progress' | 'note';

/** Load runs that this controller has started, one at a time. */
export interface LoadRuns {
  /** @throws ProblemError `conflict` while one runs, `validation-failed` where the overrides do not fit the scenario */
  start(wish: StartLoadRun, adminToken: string): LoadRun;
  list(): LoadRun[];
  /** @throws ProblemError `not-found` */
  get(id: string): LoadRunDetail;
  /** The HTML page. @throws ProblemError `not-found` */
  reportFile(id: string): string;
  /**
   * Ends it in order, with a report; asked again while it is ending, ends it by force, without one. One that has ended stays
   * as it is. @throws ProblemError `not-found`
   */
  stop(id: string): LoadRun;
  onEvent(listener: (event: LoadRunEvent, run: LoadRun) => void): void;
  /** Ends the run's process with the instance. */
  readonly worker: Worker;
}

interface Known {
  run: LoadRun;
  summary: LoadRunDetail['summary'];
  reportFile: string | null;
  child: ChildProcess;
}

const mostKept = 20;
/** How long a run may take to end in order when the controller ends. */
const patienceMs = 1_500;

export function createLoadRuns(deps: LoadRunsDeps): LoadRuns {
  const known = new Map<string, Known>();
  const listeners: ((event: LoadRunEvent, run: LoadRun) => void)[] = [];

  const isOver = ({ run }: Known): boolean => run.state === 'ended' || run.state === 'broken';

  function change(entry: Known, event: LoadRunEvent, changes: Partial<LoadRun>): void {
    entry.run = { ...entry.run, ...changes };
    for (const listener of listeners) listener(event, entry.run);
  }

  function end(entry: Known, changes: Partial<LoadRun>): void {
    if (isOver(entry)) return;
    change(entry, 'run', { ...changes, endedAt: deps.clock().toISOString(), note: null });
    if (entry.child.connected) entry.child.disconnect();
  }

  function hear(entry: Known, message: FromWorker): void {
    switch (message.type) {
      case 'note':
        change(entry, 'note', { note: message.line });
        break;
      case 'progress':
        change(entry, 'progress', { progress: message.progress, note: null });
        break;
      case 'broken':
        end(entry, { state: 'broken', problem: message.problem });
        break;
      case 'ended':
        entry.summary = message.result.summary;
        entry.reportFile = message.reports.html;
        end(entry, { state: 'ended', verdict: message.result.verdict });
    }
  }

  function find(id: string): Known {
    const entry = known.get(id);
    if (entry === undefined) throw new ProblemError('not-found', 'There is no such load run.');
    return entry;
  }

  return {
    start({ scenario: name, overrides }, adminToken) {
      if ([...known.values()].some((entry) => !isOver(entry))) {
        throw new ProblemError('conflict', 'A load run is going on; wait for its end or end it.');
      }
      const scenario = scaleScenario(findScenario(name), definedOnly(overrides));
      const message = whyNoVisitors(name, scenario, overrides);
      if (message !== undefined) {
        throw new ProblemError('validation-failed', undefined, { errors: [{ path: 'overrides.vus', message }] });
      }
      const order: LoadOrder = {
        scenario,
        vus: overrides.vus ?? null,
        seed: overrides.seed ?? 1,
        target: deps.gatewayUrl,
        adminToken,
        reconciler: deps.reconciler(),
        labProcesses: deps.labProcesses(),
        reportsDir: deps.reportsDir,
      };
      const child = startProcess(order);
      const run: LoadRun = {
        id: deps.newId(),
        scenario: name,
        state: 'running',
        startedAt: deps.clock().toISOString(),
        endedAt: null,
        note: null,
        progress: null,
        verdict: null,
        problem: null,
      };
      const entry: Known = { run, summary: null, reportFile: null, child };
      known.set(run.id, entry);
      for (const oldest of [...known.keys()].slice(0, -mostKept)) known.delete(oldest);
      child.on('message', (message: FromWorker) => hear(entry, message));
      child.once('error', (error) => end(entry, { state: 'broken', problem: error.message }));
      child.once('exit', (code, signal) => {
        end(entry, { state: 'broken', problem: `its process ended with ${signal ?? code ?? 'nothing'}` });
      });
      return run;
    },
    list: () => [...known.values()].map(({ run }) => run).reverse(),
    get(id) {
      const { run, summary } = find(id);
      return { ...run, summary };
    },
    reportFile(id) {
      const { reportFile } = find(id);
      if (reportFile === null) throw new ProblemError('not-found', 'This run has no report yet.');
      return reportFile;
    },
    stop(id) {
      const entry = find(id);
      if (entry.run.state === 'running') {
        send(entry.child, { type: 'stop' });
        change(entry, 'run', { state: 'ending' });
      } else if (entry.run.state === 'ending') {
        end(entry, { state: 'broken', problem: 'It was ended by force, before it had ended in order.' });
        entry.child.kill('SIGKILL');
      }
      return entry.run;
    },
    onEvent: (listener) => void listeners.push(listener),
    worker: {
      name: 'load-runs',
      start: () => Promise.resolve(),
      async stop() {
        const entry = [...known.values()].find((candidate) => !isOver(candidate));
        if (entry === undefined) return;
        const gone = once(entry.child, 'exit');
        send(entry.child, { type: 'stop' });
        await Promise.race([gone, wait(patienceMs, undefined, { ref: false })]);
        entry.child.kill('SIGKILL');
        await gone;
      },
    },
  };
}

function whyNoVisitors(name: string, scenario: Scenario, { vus, rate }: StartLoadRun['overrides']): string | undefined {
  if (vus === undefined) return undefined;
  if (rate !== undefined)
    return 'does not go with a rate: so many visitors begin again when done, however many that is';
  const obstacle = whyNotClosed(scenario);
  return obstacle === undefined ? undefined : `does not go with ${name}: ${obstacle}`;
}

function definedOnly({ rate, seconds }: StartLoadRun['overrides']): { rate?: number; seconds?: number } {
  return { ...(rate === undefined ? {} : { rate }), ...(seconds === undefined ? {} : { seconds }) };
}
