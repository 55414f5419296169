import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleAll, type BundleSource } from '../bundle/bundle.ts';

const packages = resolve(import.meta.dirname, '../../node_modules');
let root: string;
let dist: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bundle-'));
  dist = mkdtempSync(join(tmpdir(), 'bundle-dist-'));
  mkdirSync(join(root, 'src'));
  symlinkSync(packages, join(root, 'node_modules'));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'src/word.ts'), 'export const word: string = "first";');
  writeFileSync(
    join(root, 'src/main.ts'),
    'import { word } from "./word.ts"; import bcrypt from "bcrypt"; console.log(word, typeof bcrypt.hash);',
  );
  writeFileSync(join(root, 'src/dig-worker.ts'), 'console.log("digging");');
});
afterEach(() => {
  for (const dir of [root, dist]) rmSync(dir, { recursive: true });
});

const source = (): BundleSource => ({
  name: 'mine',
  entry: join(root, 'src/main.ts'),
  workers: [join(root, 'src/dig-worker.ts')],
});
const build = () => bundleAll([source()], { root, dist });
const run = (file: string) => execFileSync(process.execPath, [join(dist, 'mine', file)], { encoding: 'utf8' });

describe('bundling', () => {
  it('makes one file per program and worker, which find native packages from anywhere', async () => {
    expect(await build()).toEqual(['mine']);
    expect(run('main.mjs')).toBe('first function\n');
    expect(run('dig-worker.mjs')).toBe('digging\n');
  });

  it('is skipped while no content has changed, and done again when one has', async () => {
    await build();
    utimesSync(join(root, 'src/word.ts'), new Date(), new Date());
    const { mtimeMs } = statSync(join(dist, 'mine/main.mjs'));
    expect(await build()).toEqual([]);
    expect(statSync(join(dist, 'mine/main.mjs')).mtimeMs).toBe(mtimeMs);

    writeFileSync(join(root, 'src/word.ts'), 'export const word = "second";');
    expect(await build()).toEqual(['mine']);
    expect(run('main.mjs')).toBe('second function\n');

    writeFileSync(join(root, 'package-lock.json'), '{"changed":true}');
    expect(await build()).toEqual(['mine']);
    rmSync(join(dist, 'mine/dig-worker.mjs'));
    expect(await build()).toEqual(['mine']);
  });

  it('names the place of an error', async () => {
    writeFileSync(join(root, 'src/word.ts'), 'export const word = ;');
    await expect(build()).rejects.toThrow(/^The services cannot be bundled: src\/word\.ts:1: Unexpected ";"$/);
  });
});
