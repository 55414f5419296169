import type { AutoscalerDecision, AutoscalerSettings } from '@ticketlab/contracts/http/autoscaler';
import type { ScaleTarget } from '../../manifests/scale-target.ts';
import type { Prediction } from '../predict.ts';
import type { Calibration } from './calibrate.ts';
import type { Actual, ExperimentVerdict } from './judge.ts';
import type { Wish } from './promise.ts';

/** One second of an experiment; `atMs` after the beginning of the load. */
export interface ExperimentSample {
  atMs: number;
  millicores: number | null;
  bytes: number;
  desired: number;
  ready: number;
  predicted: number;
}

/** All that was known before the load began; written down then. */
export interface ExperimentPlan {
  experiment: 'autoscale';
  service: string;
  wish: Wish;
  holdMs: number;
  plannedAt: string;
  settings: AutoscalerSettings;
  target: ScaleTarget;
  cores: number;
  calibration: Calibration;
  prediction: Prediction;
  /** At 95 %, 100 % and 105 % of the load. */
  peaks: [number, number, number];
  /** With load and memory a little more or less. */
  latestRestMs: number;
}

export interface ExperimentReport extends ExperimentPlan {
  startedAt: string;
  actual: Actual;
  verdict: ExperimentVerdict;
  decisions: AutoscalerDecision[];
  samples: ExperimentSample[];
}
