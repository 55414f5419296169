import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../platform/replace-file.ts';
import { toHtmlReport } from './html-report.ts';
import type { LoadTestResult } from './load-test.ts';
import type { ReportFiles } from './summary.ts';

/** Writes both reports of a run into a folder, named after its start and its scenario. */
export function writeReports(dir: string, { summary, verdict }: LoadTestResult): ReportFiles {
  mkdirSync(dir, { recursive: true });
  const name = `${summary.startedAt.replace(/[:.]/g, '-')}-${summary.scenario}`;
  const json = join(dir, `${name}.json`);
  const html = join(dir, `${name}.html`);
  replaceFile(json, `${JSON.stringify({ verdict, ...summary }, null, 2)}\n`);
  replaceFile(html, toHtmlReport(summary, verdict));
  return { json, html };
}
