import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { inputsKey } from '../build/build-inputs.ts';
import { isFresh } from '../build/build-portals.ts';

const run = promisify(execFile);
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'portal-build-'));
  write('user-portal/vite.config.ts', `export default { root: ${JSON.stringify(join(root, 'user-portal'))} };`);
  write('user-portal/index.html', '<meta content="__CSP_NONCE__"><script type="module" src="/src/main.ts"></script>');
  write('user-portal/src/main.ts', `import { words } from './words.ts';\ndocument.title = words;`);
  write('user-portal/src/words.ts', `export const words: string = ${JSON.stringify('tickets '.repeat(300))};`);
  write('packages/ui/src/theme.ts', 'export {};');
});
afterAll(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
/** What was built; rejects with what the build complains of. */
async function build(): Promise<unknown> {
  const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'fixtures/build-in.ts'), root];
  try {
    return JSON.parse((await run(process.execPath, args)).stdout);
  } catch (error) {
    throw new Error((error as { stderr: string }).stderr, { cause: error });
  }
}
const dist = (...path: string[]) => join(root, 'user-portal/dist', ...path);

describe('building a portal', () => {
  it('makes a page that has kept its place for a nonce, and scripts beside what they are compressed', async () => {
    expect(await build()).toEqual(['user-portal']);
    expect(readFileSync(dist('index.html'), 'utf8')).toContain('__CSP_NONCE__');
    const assets = readdirSync(dist('assets'));
    const script = assets.find((name) => name.endsWith('.js')) ?? '';
    const text = readFileSync(dist('assets', script), 'utf8');
    expect(text).toContain('tickets tickets');
    expect(brotliDecompressSync(readFileSync(dist('assets', `${script}.br`))).toString()).toBe(text);
    expect(gunzipSync(readFileSync(dist('assets', `${script}.gz`))).toString()).toBe(text);
  }, 120_000);

  it('is not done again while nothing has changed', async () => {
    utimesSync(join(root, 'user-portal/src/main.ts'), new Date(), new Date());
    write('user-portal/test/some.test.tsx', 'not part of it');
    expect(isFresh(root, 'user-portal')).toBe(true);
    expect(await build()).toEqual([]);
  });

  it.each(['user-portal/src/words.ts', 'user-portal/public/icon.svg', 'packages/ui/src/theme.ts', 'package-lock.json'])(
    'is due when %s has changed',
    (path) => {
      const before = inputsKey(root, 'user-portal');
      const content = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
      write(path, `${content ?? ''} `);
      expect(inputsKey(root, 'user-portal')).not.toBe(before);
      expect(isFresh(root, 'user-portal')).toBe(false);
      if (content === undefined) rmSync(join(root, path));
      else write(path, content);
      expect(inputsKey(root, 'user-portal')).toBe(before);
    },
  );

  it('that fails names the place and leaves what was built before', async () => {
    const before = readdirSync(dist('assets'));
    write('user-portal/src/main.ts', `document.title = 'ok';\nconst broken = ;`);
    await expect(build()).rejects.toThrow(
      /^The user-portal cannot be built: user-portal\/src\/main\.ts:2: Unexpected token$/m,
    );
    expect(readdirSync(dist('assets'))).toEqual(before);
    write('user-portal/src/main.ts', `import './nowhere.ts';`);
    await expect(build()).rejects.toThrow(
      /^The user-portal cannot be built: user-portal\/src\/main\.ts:1: Could not resolve '\.\/nowhere\.ts'/,
    );
    expect(isFresh(root, 'user-portal')).toBe(false);
  }, 120_000);
});
