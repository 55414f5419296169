import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseScenario, type Scenario } from './scenario.ts';

const folder = join(import.meta.dirname, 'scenarios');

/** Names of the scenarios that come with the lab. */
export async function listScenarios(): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.replace('.yaml', ''))
    .sort();
}

/** @throws Error naming the scenarios there are, or what is wrong in the file */
export async function loadScenario(name: string): Promise<Scenario> {
  const names = await listScenarios();
  if (!names.includes(name)) throw new Error(`there is no scenario "${name}"; choose one of: ${names.join(', ')}`);
  const file = join(folder, `${name}.yaml`);
  return parseScenario(parse(await readFile(file, 'utf8')), file);
}
