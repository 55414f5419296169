import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHtmlReport } from './html-report.ts';
import type { LoadTestResult } from './load-test.ts';

export interface ReportFiles {
  json: string;
  html: string;
}

/** Writes both reports of a run into a folder, named after its start and its scenario. */
export async function writeReports(dir: string, { summary, verdict }: LoadTestResult): Promise<ReportFiles> {
  await mkdir(dir, { recursive: true });
  const name = `${summary.startedAt.replace(/[:.]/g, '-')}-${summary.scenario}`;
  const json = join(dir, `${name}.json`);
  const html = join(dir, `${name}.html`);
  await writeFile(json, `${JSON.stringify({ verdict, ...summary }, null, 2)}\n`);
  await writeFile(html, toHtmlReport(summary, verdict));
  return { json, html };
}
