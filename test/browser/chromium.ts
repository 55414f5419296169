import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { withLock } from '@ticketlab/lab/platform/file-lock';

const run = promisify(execFile);
const stateDir = resolve(import.meta.dirname, '../../.ticketlab');

const flags = ['--disable-gpu', '--disable-dev-shm-usage', '--no-zygote', '--font-render-hinting=none'];

/** Starts the browser that CHROMIUM_PATH names, else the one that comes as an npm package. Root may do so, too. */
export async function startChromium(): Promise<Browser> {
  const own = process.env['CHROMIUM_PATH'];
  const { executablePath, env } = own === undefined || own === '' ? await unpacked() : { executablePath: own, env: {} };
  return chromium.launch({
    ...{ executablePath, args: flags, chromiumSandbox: false, headless: true },
    env: { ...process.env, ...env },
  });
}

interface Unpacked {
  executablePath: string;
  env: Record<string, string>;
}

/**
 * The packaged browser, once unpacked, stays below `.ticketlab`. With it come the libraries that a system without a desktop
 * lacks, and fonts, so that pages look alike anywhere.
 */
async function unpacked(): Promise<Unpacked> {
  const packageDir = join(fileURLToPath(import.meta.resolve('@sparticuz/chromium')), '../..');
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const place = join(stateDir, 'browser', version);
  if (!existsSync(place)) {
    await mkdir(join(stateDir, 'browser'), { recursive: true });
    await withLock(`${place}.lock`, () => (existsSync(place) ? Promise.resolve() : unpack(packageDir, place)));
  }
  return {
    executablePath: join(place, 'chromium'),
    env: { FONTCONFIG_PATH: join(place, 'fonts'), LD_LIBRARY_PATH: join(place, 'al2023/lib') },
  };
}

/** The package unpacks into the folder for temporary files, and takes half a file for a whole one. */
async function unpack(packageDir: string, place: string): Promise<void> {
  const workshop = await mkdtemp(`${place}-`);
  try {
    const files = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'].map((name) => join(packageDir, 'bin', name));
    const script =
      "import('@sparticuz/chromium').then(({ inflate }) => Promise.all(process.argv.slice(1).map((file) => inflate(file))))";
    const env = { ...process.env, TMPDIR: workshop };
    await run(process.execPath, ['-e', script, ...files], { cwd: import.meta.dirname, env });
    await rename(workshop, place);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}
