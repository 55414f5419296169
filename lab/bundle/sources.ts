import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { workloadNames, workloads, type WorkloadName } from '../runtimes/local/workloads.ts';
import type { BundleSource } from './bundle.ts';

/** What is bundled for a service: its main.ts and every `*-worker.ts` of its own and of the kit. */
export function serviceSource(root: string, name: WorkloadName): BundleSource {
  const src = join(root, workloads[name].folder, 'src');
  const workers = [join(root, 'packages/service-kit/src/challenge'), src].flatMap(findWorkers);
  return { name, entry: join(src, 'main.ts'), workers };
}

export function supervisorSource(root: string): BundleSource {
  return { name: 'supervisor', entry: join(root, 'lab/supervisor/main.ts'), workers: [] };
}

export function allSources(root: string): BundleSource[] {
  return [supervisorSource(root), ...workloadNames.map((name) => serviceSource(root, name))];
}

function findWorkers(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('-worker.ts'))
    .map((path) => join(dir, path));
}
