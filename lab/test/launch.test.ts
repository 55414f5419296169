import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
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
import { text } from 'node:stream/consumers';

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
  for (const tool of [
    'bash',
    'dirname',
    'cat',
    'cksum',
    'mktemp',
    'tail',
    'rm',
    'mkdir',
    'rmdir',
    'mv',
    'sleep',
    'ln',
    'touch',
  ]) {
    symlinkSync(`/usr/bin/${tool}`, join(bin, tool));
  }
  addJava('21.0.1');
});
afterEach(() => rmSync(clone, { recursive: true }));

function addScript(name: string, ...lines: string[]): void {
  writeFileSync(join(bin, name), ['#!/usr/bin/env -S bash -eu', ...lines, ''].join('\n'));
  chmodSync(join(bin, name), 0o755);
}

function addJava(version: string): void {
  addScript('java', `echo 'openjdk version "${version}" 2024-10-15' >&2`);
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

const launchScript = (script: string, args: string[], env: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync('/usr/bin/bash', [join(clone, 'lab/launch.sh'), script, ...args], {
    encoding: 'utf8',
    env: { PATH: bin, HOME: clone, ...env },
  });
  return { status, stdout, stderr };
};
const launch = (...args: string[]) => launchScript('deploy.sh', args);
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

  describe('with another script that starts at the same moment', () => {
    const lock = () => join(clone, '.ticketlab/install.lock');
    const endedProcess = () => spawnSync('/usr/bin/true').pid;
    const start = async (script: string) => {
      const child = spawn('/usr/bin/bash', [join(clone, 'lab/launch.sh'), script, 'status'], {
        env: { PATH: bin, HOME: clone },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [ended, output] = await Promise.all([once(child, 'exit'), text(child.stdout)]);
      return { status: ended[0] as number, output };
    };
    /** Breaks when two run at once, or when packages go that another script has begun to use. */
    const addJealousNpm = () =>
      addScript(
        'npm',
        'mkdir npm-runs',
        'sleep 0.3',
        'mkdir -p node_modules/.bin',
        `ln -sf ${process.execPath} node_modules/.bin/node`,
        'touch node_modules/.package-lock.json',
        'echo "$@" >>npm-calls',
        'rmdir npm-runs',
      );
    beforeEach(addJealousNpm);

    it('installs once, and all of them go on', async () => {
      const answers = await Promise.all(['deploy.sh', 'deploy.sh', 'deploy.sh'].map(start));
      expect(answers.map(({ status }) => status)).toEqual([0, 0, 0]);
      for (const { output } of answers) expect(output).toMatch(/deploy\.sh status\n$/);
      expect(npmCalls()).toHaveLength(1);
      expect(existsSync(lock())).toBe(false);
    });

    it('follows one that died in the middle of it, and so does only one at a time', async () => {
      mkdirSync(lock(), { recursive: true });
      writeFileSync(join(lock(), `owner.${endedProcess()}.1`), '');
      const answers = await Promise.all(['deploy.sh', 'deploy.sh', 'deploy.sh'].map(start));
      expect(answers.map(({ status }) => status)).toEqual([0, 0, 0]);
      expect(npmCalls()).toHaveLength(1);
      expect(existsSync(lock())).toBe(false);
    });

    it('follows one that died and whose number another process has got since', async () => {
      mkdirSync(lock(), { recursive: true });
      writeFileSync(join(lock(), `owner.${process.pid}.1`), '');
      expect((await start('deploy.sh')).status).toBe(0);
      expect(npmCalls()).toHaveLength(1);
      expect(existsSync(lock())).toBe(false);
    });

    it('follows one that died before it could sign', async () => {
      mkdirSync(lock(), { recursive: true });
      expect((await start('deploy.sh')).status).toBe(0);
      expect(existsSync(lock())).toBe(false);
    });

    it('leaves no lock behind when npm fails', () => {
      addScript('npm', 'exit 1');
      expect(launch().status).toBe(1);
      expect(existsSync(lock())).toBe(false);
    });
  });

  it('helps without installing anything', () => {
    expect(launch('up', '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage: \.\/deploy\.sh/),
    });
  });

  describe('without a Java that will do', () => {
    const remedy = /Install it: sudo dnf install java-(17|latest)-openjdk-headless\n$/;
    beforeEach(() => {
      addNpm();
      addScript('dnf', 'exit 0');
      rmSync(join(bin, 'java'));
    });

    it.each([[[]], [['up']], [['--mode', 'local']]])('says how to get it before %j installs anything', (args) => {
      const { status, stdout, stderr } = launch(...args);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(/^error: Java 17 or newer is needed and was not found\. /);
      expect(stderr).toMatch(remedy);
      expect(existsSync(join(clone, 'npm-calls'))).toBe(false);
    });

    it.each([
      ['1.8.0_392', 'Java 8'],
      ['16.0.2', 'Java 16'],
    ])('knows that %s is too old', (version, told) => {
      addJava(version);
      expect(launch().stderr).toMatch(new RegExp(`^error: Java 17 or newer is needed; java is ${told}\\. `));
    });

    it('looks where JAVA_HOME says', () => {
      addJava('21.0.1');
      expect(launchScript('deploy.sh', [], { JAVA_HOME: join(clone, 'nowhere') }).stderr).toMatch(remedy);
    });

    it.each([
      ['deploy.sh', ['status'], {}],
      ['monitor.sh', [], {}],
      ['deploy.sh', [], { KAFKA_BROKERS: 'kafka:9092', MONGODB_URL: 'mongodb://mongo' }],
    ])('lets %s %j with %j go on, which starts no Java store', (script, args, env) => {
      expect(launchScript(script, args, env).status).toBe(0);
    });
  });

  it('with old packages helps all the same, and says that it installs new ones', () => {
    addNpm();
    launch();
    const soon = new Date(Date.now() + 5_000);
    writeFileSync(join(clone, 'package-lock.json'), '{"changed":true}');
    utimesSync(join(clone, 'package-lock.json'), soon, soon);
    expect(launch('up', '--help')).toEqual({ status: 0, stdout: 'deploy.sh up --help\n', stderr: '' });
    const monitor = launchScript('monitor.sh', ['--json']);
    expect(monitor).toMatchObject({ status: 0, stdout: 'monitor.sh --json\n' });
    expect(monitor.stderr).toContain('installing the npm packages, since package-lock.json has changed');
  });

  it('with packages too old to run still says a word on --help', () => {
    addNpm();
    launch();
    const soon = new Date(Date.now() + 5_000);
    writeFileSync(join(clone, 'package-lock.json'), '{"changed":true}');
    utimesSync(join(clone, 'package-lock.json'), soon, soon);
    writeFileSync(join(clone, 'lab/cli.ts'), "import 'a-package-of-tomorrow'");
    expect(launch('--help')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Usage: .*\n.*too old/) });
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
    addScript('zypper', 'exit 0');
    expect(launch().stderr).toBe(
      'error: Node 24 or newer is needed and the pinned one does not run here. ' +
        'Install it: sudo zypper install nodejs, or from nodejs.org where that is older\n',
    );
  });
});
