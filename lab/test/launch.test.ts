import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A clone with nothing in it but what launch.sh touches, and a PATH with nothing on it but what it may need. */
let clone: string;
let bin: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'launch-'));
  bin = join(clone, 'bin');
  mkdirSync(join(clone, 'lab'));
  mkdirSync(bin);
  copyFileSync(join(import.meta.dirname, '../launch.sh'), join(clone, 'lab/launch.sh'));
  writeFileSync(join(clone, 'lab/cli.ts'), 'console.log(process.argv.slice(2).join(" "))');
  writeFileSync(join(clone, 'package-lock.json'), '{}');
  for (const tool of ['bash', 'dirname', 'cat', 'cksum', 'mktemp', 'tail', 'rm', 'mkdir', 'ln', 'touch']) {
    symlinkSync(`/usr/bin/${tool}`, join(bin, tool));
  }
});
afterEach(() => rmSync(clone, { recursive: true }));

function addScript(name: string, ...lines: string[]): void {
  writeFileSync(join(bin, name), ['#!/usr/bin/env -S bash -eu', ...lines, ''].join('\n'));
  chmodSync(join(bin, name), 0o755);
}

/** An npm that installs the pinned Node, and notes each call. */
function addNpm(): void {
  addScript(
    'npm',
    'mkdir -p node_modules/.bin',
    `ln -sf ${process.execPath} node_modules/.bin/node`,
    'touch node_modules/.package-lock.json',
    'echo "$@" >>npm-calls',
  );
}

const launch = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('/usr/bin/bash', [join(clone, 'lab/launch.sh'), 'deploy.sh', ...args], {
    encoding: 'utf8',
    env: { PATH: bin, HOME: clone },
  });
  return { status, stdout, stderr };
};
const npmCalls = () => readFileSync(join(clone, 'npm-calls'), 'utf8').trim().split('\n');

describe('launch.sh', () => {
  it('installs once and hands everything over to the pinned Node', () => {
    addNpm();
    const first = launch('up', '--mode', 'local');
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toMatch(/installing the npm packages.*MB/);
    expect(first.stdout).toMatch(/\ndeploy\.sh up --mode local\n$/);
    expect(launch('status')).toEqual({ status: 0, stdout: 'deploy.sh status\n', stderr: '' });
    expect(npmCalls()).toEqual(['ci --no-progress']);
  });

  it('installs again when the lock file has changed, not when it was merely touched', () => {
    addNpm();
    launch();
    const soon = new Date(Date.now() + 5_000);
    utimesSync(join(clone, 'package-lock.json'), soon, soon);
    launch();
    expect(npmCalls()).toHaveLength(1);
    writeFileSync(join(clone, 'package-lock.json'), '{"changed":true}');
    utimesSync(join(clone, 'package-lock.json'), soon, soon);
    launch();
    expect(npmCalls()).toHaveLength(2);
  });

  it('helps without installing anything', () => {
    expect(launch('up', '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage: \.\/deploy\.sh/),
    });
  });

  it('without npm says how to get it here', () => {
    addScript('dnf', 'exit 0');
    expect(launch()).toEqual({
      status: 1,
      stdout: '',
      stderr: 'error: npm was not found; it comes with Node: sudo dnf install nodejs npm\n',
    });
  });

  it('shows why npm failed', () => {
    addScript('npm', 'echo "no such registry"', 'exit 1');
    const { status, stderr } = launch();
    expect(status).toBe(1);
    expect(stderr).toContain('no such registry\nerror: npm could not install the packages');
  });

  it('refuses a system Node that is too old where the pinned one does not run', () => {
    addScript('npm', 'mkdir -p node_modules', 'touch node_modules/.package-lock.json');
    addScript('node', 'echo 20');
    expect(launch().stderr).toBe(
      'error: Node 24 or newer is needed and the pinned one does not run here; install it from nodejs.org\n',
    );
  });
});
