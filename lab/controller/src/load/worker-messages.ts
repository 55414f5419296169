import type { Reconciler } from '../../../load/invariants.ts';
import type { LoadTestResult } from '../../../load/load-test.ts';
import type { ReportFiles } from '../../../load/summary.ts';
import type { Progress } from '../../../load/run.ts';
import type { Scenario } from '../../../load/scenario.ts';

export interface LoadOrder {
  scenario: Scenario;
  vus: number | null;
  seed: number;
  target: string;
  adminToken: string;
  reconciler: Reconciler | null;
  labProcesses: number[] | null;
  reportsDir: string;
}

/** What the process that makes the load is told. */
export type ToWorker = { type: 'start'; order: LoadOrder } | { type: 'stop' };

/** What it tells. The last message is `ended` or `broken`. */
export type FromWorker =
  | { type: 'note'; line: string }
  | { type: 'progress'; progress: Progress }
  | { type: 'ended'; result: LoadTestResult; reports: ReportFiles }
  | { type: 'broken'; problem: string };

/** The process's own file: beside this module as source, beside main.mjs when bundled. */
export const loadRunWorkerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './load-run-worker.ts' : './load-run-worker.mjs',
  import.meta.url,
);
