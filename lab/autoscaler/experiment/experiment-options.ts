import type { ServiceName } from '@ticketlab/contracts/services';
import type { LabState } from '../../supervisor/state.ts';
import type { AutoscalerApi } from './lab-api.ts';
import type { Wish } from './promise.ts';
import type { ExperimentPlan } from './report.ts';
import type { ExperimentView } from './view.ts';

export interface ExperimentOptions {
  service: ServiceName;
  wish: Wish;
  holdMs: number;
  dryRun: boolean;
  timeScale: number;
  gateway: string;
  api: AutoscalerApi;
  state: () => Promise<LabState>;
  scale: (service: string, instances: number) => Promise<unknown>;
  cores: number;
  reportsDir: string;
  view: ExperimentView;
  /** Told of the prediction, before anything is loaded. */
  onPlan?: (plan: ExperimentPlan, lines: string[]) => void;
  /** Ends it in order: with a report if the load has begun. */
  signal: AbortSignal;
}
