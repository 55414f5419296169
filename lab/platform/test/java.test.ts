import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findJava, parseJavaVersion } from '../java.ts';
import { resolvePlatform } from '../resolve.ts';

describe('prerequisites', () => {
  const { PATH, JAVA_HOME } = process.env;
  let dir: string;

  const program = async (name: string, script: string) => {
    await writeFile(join(dir, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(dir, name), 0o755);
  };
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'ticketlab-path-'));
    delete process.env['JAVA_HOME'];
    process.env['PATH'] = dir;
  });
  afterEach(async () => {
    process.env['PATH'] = PATH;
    if (JAVA_HOME !== undefined) process.env['JAVA_HOME'] = JAVA_HOME;
    await rm(dir, { recursive: true });
  });

  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "21" 2023-09-19', 21],
    ['java version "1.8.0_392"', 8],
    ['nothing of the kind', undefined],
  ])('reads %s', (banner, version) => {
    expect(parseJavaVersion(banner)).toBe(version);
  });

  it('says that Java is missing, and how to get it', async () => {
    await expect(findJava()).rejects.toThrow(/Java 17 or newer is needed and was not found\. Install it with/);
  });

  it('refuses a Java that is too old', async () => {
    await program('java', `echo 'openjdk version "11.0.2"' >&2`);
    await expect(findJava()).rejects.toThrow(/is Java 11\. Install it with/);
  });

  it('leaves nothing half-made when fetching fails, and says why', async () => {
    await program('java', `echo 'openjdk version "17.0.1"' >&2`);
    await program('mvn', `echo '[ERROR] no route to the repository'; exit 1`);
    const cacheDir = join(dir, 'cache');
    await mkdir(cacheDir);
    const lines: string[] = [];
    await expect(resolvePlatform({ cacheDir, onProgress: (line) => lines.push(line) })).rejects.toThrow(
      'no route to the repository',
    );
    expect(lines[0]).toMatch(/about \d+ MB/);
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it('prefers JAVA_HOME', async () => {
    await mkdir(join(dir, 'home/bin'), { recursive: true });
    await program('home/bin/java', `echo 'openjdk version "25"' >&2`);
    process.env['JAVA_HOME'] = join(dir, 'home');
    process.env['PATH'] = `${dir}${delimiter}${PATH ?? ''}`;
    expect((await findJava()).version).toBe(25);
  });
});
