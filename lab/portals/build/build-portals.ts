import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { PortalName } from '@ticketlab/contracts/services';
import type { UserConfig } from 'vite';
import { withLock } from '../../platform/file-lock.ts';
import { inputsKey } from './build-inputs.ts';
import { compressFiles } from './compress-files.ts';

/** A portal cannot be built. The message names the place and what is wrong there. */
export class PortalBuildError extends Error {}

/** Where a portal's build lies. */
const buildDir = (root: string, portal: PortalName) => join(root, portal, 'dist');

export const hasBuild = (root: string, portal: PortalName) => existsSync(join(buildDir(root, portal), 'index.html'));

const stampFile = (dir: string) => join(dir, '.inputs');

/** False when something has changed since the portal was built, or it never was. */
export function isFresh(root: string, portal: PortalName): boolean {
  const stamp = stampFile(buildDir(root, portal));
  return hasBuild(root, portal) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputsKey(root, portal);
}

/**
 * Builds those portals whose inputs have changed; resolves to their names. Several who do so at once take turns. A build
 * takes the place of the one before when it is complete.
 * @throws {PortalBuildError}
 */
export async function buildPortals(root: string, portals: readonly PortalName[]): Promise<PortalName[]> {
  const workshop = join(root, '.ticketlab', 'portals');
  mkdirSync(workshop, { recursive: true });
  return withLock(join(workshop, 'build.lock'), async () => {
    const stale = portals.filter((portal) => !isFresh(root, portal));
    for (const portal of stale) await buildOne(root, portal, join(workshop, portal));
    return stale;
  });
}

interface Failure extends Error {
  errors?: Error[];
}

async function buildOne(root: string, portal: PortalName, outDir: string): Promise<void> {
  const key = inputsKey(root, portal);
  const { build } = await import('vite');
  rmSync(outDir, { recursive: true, force: true });
  try {
    const { default: config } = (await import(join(root, portal, 'vite.config.ts'))) as { default: UserConfig };
    await build({
      ...config,
      configFile: false,
      logLevel: 'silent',
      build: { ...config.build, outDir, emptyOutDir: true },
    });
  } catch (error) {
    throw toBuildError(root, portal, error as Failure);
  }
  await compressFiles(outDir);
  writeFileSync(stampFile(outDir), key);
  const dir = buildDir(root, portal);
  const old = `${outDir}-old`;
  if (existsSync(dir)) renameSync(dir, old);
  renameSync(outDir, dir);
  rmSync(old, { recursive: true, force: true });
}

/** The bundler draws its errors for people, in colours; the place stands in the drawing. */
function toBuildError(root: string, portal: PortalName, { message, errors }: Failure): PortalBuildError {
  const text = stripVTControlCharacters(errors?.[0]?.message ?? message);
  const [first = ''] = text.split('\n');
  const [, file, line] = /\[ (\S+):(\d+):\d+ \]/.exec(text) ?? [];
  const place = file === undefined ? '' : `${relative(root, resolve(file))}:${line ?? ''}: `;
  return new PortalBuildError(`The ${portal} cannot be built: ${place}${first.replace(/^\[[\w:-]+\] /, '')}`);
}
