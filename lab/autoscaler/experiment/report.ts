import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AutoscalerDecision, AutoscalerSettings } from '@ticketlab/contracts/http/autoscaler';
import type { ScaleTarget } from '../../manifests/scale-target.ts';
import type { Prediction } from '../predict.ts';
import type { Calibration } from './calibrate.ts';
import { toHtmlReport } from './html-report.ts';
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
}

export interface ExperimentReport extends ExperimentPlan {
  startedAt: string;
  actual: Actual;
  verdict: ExperimentVerdict;
  decisions: AutoscalerDecision[];
  samples: ExperimentSample[];
}

/** Writes the prediction before anything is loaded; returns the file. */
export function writePlan(dir: string, plan: ExperimentPlan): string {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `${fileName(plan)}-prediction.json`);
  writeFileSync(file, `${JSON.stringify(plan, null, 2)}\n`);
  return file;
}

export function writeReport(dir: string, report: ExperimentReport): { json: string; html: string } {
  mkdirSync(dir, { recursive: true });
  const files = { json: join(dir, `${fileName(report)}.json`), html: join(dir, `${fileName(report)}.html`) };
  writeFileSync(files.json, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(files.html, toHtmlReport(report));
  return files;
}

const fileName = ({ plannedAt, service }: ExperimentPlan) => `${plannedAt.replace(/[:.]/g, '-')}-autoscale-${service}`;
