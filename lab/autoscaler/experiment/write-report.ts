import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../platform/replace-file.ts';
import { toHtmlReport } from './html-report.ts';
import type { ExperimentPlan, ExperimentReport } from './report.ts';

/** Writes the prediction before anything is loaded; returns the file. */
export function writePlan(dir: string, plan: ExperimentPlan): string {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `${fileName(plan)}-prediction.json`);
  replaceFile(file, `${JSON.stringify(plan, null, 2)}\n`);
  return file;
}

export function writeReport(dir: string, report: ExperimentReport): { json: string; html: string } {
  mkdirSync(dir, { recursive: true });
  const files = { json: join(dir, `${fileName(report)}.json`), html: join(dir, `${fileName(report)}.html`) };
  replaceFile(files.json, `${JSON.stringify(report, null, 2)}\n`);
  replaceFile(files.html, toHtmlReport(report));
  return files;
}

const fileName = ({ plannedAt, service }: ExperimentPlan) => `${plannedAt.replace(/[:.]/g, '-')}-autoscale-${service}`;
