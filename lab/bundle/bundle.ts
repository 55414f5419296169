import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type * as Esbuild from 'esbuild';

/** One program that becomes `<dist>/<name>/main.mjs`, with the files that it runs in worker threads beside it. */
export interface BundleSource {
  name: string;
  /** Absolute. */
  entry: string;
  workers: string[];
}

export interface BundleOptions {
  root: string;
  dist: string;
}

/** Native addons, and a package that looks for files beside itself: they stay in node_modules. */
const external = ['bcrypt', 'swagger-ui-dist'];

/** Optional companions of our dependencies, which look for them at run time and do without. */
const absent = [
  'pg-native',
  'bufferutil',
  'utf-8-validate',
  'kerberos',
  '@mongodb-js/zstd',
  '@aws-sdk/credential-providers',
  'gcp-metadata',
  'snappy',
  'socks',
  'mongodb-client-encryption',
];

/** The message names the place and what is wrong there. */
export class BundleError extends Error {}

function toBundleError({ errors, message }: Esbuild.BuildFailure): BundleError {
  const [first] = errors;
  const place = first?.location == null ? '' : `${first.location.file}:${first.location.line}: `;
  return new BundleError(`The services cannot be bundled: ${place}${first?.text ?? message}`);
}

interface Stamp {
  key: string;
  /** Relative to the root, without what lies in node_modules: the lock file stands for that. */
  inputs: string[];
}

/** Bundles what has changed since its last bundle; resolves to the names it bundled. */
export async function bundleAll(sources: BundleSource[], options: BundleOptions): Promise<string[]> {
  mkdirSync(options.dist, { recursive: true });
  linkPackages(options);
  const hashOf = createFileHashes(options.root);
  const stale = sources.filter((source) => !isFresh(source, options, hashOf));
  if (stale.length === 0) return [];
  const esbuild = await import('esbuild');
  try {
    const metafile = await bundle(esbuild, stale, options);
    for (const source of stale) writeStamp(source, metafile, options, hashOf);
  } finally {
    await esbuild.stop();
  }
  return stale.map(({ name }) => name);
}

/** External packages are found from anywhere below the clone; a dist elsewhere gets a link to them. */
function linkPackages({ root, dist }: BundleOptions): void {
  if (!relative(root, dist).startsWith('..')) return;
  const link = join(dist, 'node_modules');
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(join(root, 'node_modules'), link);
}

/** All in one go, so that what they share is parsed once. */
async function bundle(
  esbuild: typeof Esbuild,
  sources: BundleSource[],
  { root, dist }: BundleOptions,
): Promise<Esbuild.Metafile> {
  const settings = {
    entryPoints: sources.flatMap(({ name, entry, workers }) => [
      { in: entry, out: join(name, 'main') },
      ...workers.map((file) => ({ in: file, out: join(name, basename(file, '.ts')) })),
    ]),
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // names stay, so that stack traces and CPU profiles can be read
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    external: [...external, ...absent],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    metafile: true,
    logLevel: 'silent',
  } satisfies Esbuild.BuildOptions;
  try {
    const { metafile } = await esbuild.build(settings);
    return metafile;
  } catch (error) {
    throw toBundleError(error as Esbuild.BuildFailure);
  }
}

function writeStamp(
  { name, entry, workers }: BundleSource,
  metafile: Esbuild.Metafile,
  { root, dist }: BundleOptions,
  hashOf: FileHashes,
): void {
  const inputs = new Set([entry, ...workers].map((file) => relative(root, file)));
  for (const path of inputs) {
    for (const imported of metafile.inputs[path]?.imports ?? []) {
      if (imported.external !== true && !imported.path.includes('node_modules/')) inputs.add(imported.path);
    }
  }
  const stamp: Stamp = { inputs: [...inputs], key: keyOf([...inputs], hashOf) };
  writeFileSync(stampFile(dist, name), JSON.stringify(stamp));
}

function isFresh({ name, workers }: BundleSource, { dist }: BundleOptions, hashOf: FileHashes): boolean {
  const outputs = ['main', ...workers.map((file) => basename(file, '.ts'))];
  if (!outputs.every((output) => existsSync(join(dist, name, `${output}.mjs`)))) return false;
  try {
    const stamp = JSON.parse(readFileSync(stampFile(dist, name), 'utf8')) as Stamp;
    return stamp.key === keyOf(stamp.inputs, hashOf);
  } catch {
    return false;
  }
}

const stampFile = (dist: string, name: string) => join(dist, name, 'inputs.json');

type FileHashes = (path: string) => string;

/** Reads each file once per run, however many bundles share it. A file that is gone has a hash of its own. */
function createFileHashes(root: string): FileHashes {
  const known = new Map<string, string>();
  return (path) => {
    const found = known.get(path) ?? hashFile(join(root, path));
    known.set(path, found);
    return found;
  };
}

function hashFile(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch {
    return 'missing';
  }
}

function keyOf(inputs: string[], hashOf: FileHashes): string {
  const hash = createHash('sha256').update(hashFile(import.meta.filename));
  for (const path of ['package-lock.json', ...inputs]) hash.update(`${path} ${hashOf(path)}\n`);
  return hash.digest('hex');
}
