import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../platform/file-lock.ts';
import { root } from '../../runtimes/local/home.ts';

const run = promisify(execFile);
const source = 'go.k6.io/k6@v1.3.0';
/** Where our own build of it lies. */
const binFolder = join(root, '.ticketlab', 'bin');

export const howToGetK6 = `k6 is neither on PATH nor in .ticketlab/bin. Install it with your package manager, or with Go: GOBIN="$PWD/.ticketlab/bin" go install ${source}`;

/** The k6 to use: the one on PATH, else the one that was built here; undefined where there is none. */
export function findK6(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...folders, binFolder].map((folder) => join(folder, 'k6')).find((file) => existsSync(file));
}

/**
 * Builds k6 where there is Go and no k6 yet, which takes a minute or two. Resolves to where it is; undefined without Go.
 * @throws Error when the build fails
 */
export async function findOrBuildK6(onProgress: (line: string) => void): Promise<string | undefined> {
  const found = findK6();
  if (found !== undefined) return found;
  try {
    await run('go', ['version']);
  } catch {
    return undefined;
  }
  await mkdir(binFolder, { recursive: true });
  return withLock(join(binFolder, 'k6.lock'), async () => {
    const built = findK6();
    if (built !== undefined) return built;
    onProgress(`building k6 (go install ${source}): a minute or two, once`);
    await run('go', ['install', source], { env: { ...process.env, GOBIN: binFolder }, maxBuffer: 64 * 1_048_576 });
    return findK6();
  });
}
