import { readFileSync, writeFileSync } from 'node:fs';
import { type Export, exportSchema, toClassReport } from '../exercises/class-report.ts';
import { CliError } from './errors.ts';

/** @throws CliError naming the file that is no export, or that cannot be written; then nothing is written */
export function writeClassReport(files: readonly string[], out: string): void {
  const exports = files.map(readExport);
  try {
    writeFileSync(out, toClassReport(exports));
  } catch (error) {
    throw new CliError(`${out} cannot be written: ${(error as Error).message}`);
  }
  console.log(`${exports.length} ${exports.length === 1 ? 'trainee' : 'trainees'} in ${out}`);
}

function readExport(file: string): Export {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CliError(`${file} cannot be read: ${(error as Error).message}`, 2);
  }
  const parsed = exportSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw new CliError(`${file} is no export of ./lab.sh exercise export: ${place}: ${issue?.message ?? ''}`, 2);
}
