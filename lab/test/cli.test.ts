import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { runCli } from './fixtures/run-cli.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lab-cli-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const deploy = (args: string[], env: Record<string, string> = {}) =>
  runCli(['deploy.sh', ...args], { TICKETLAB_HOME: home, PORT_OFFSET: '4300', NO_COLOR: '1', ...env });

describe('wrong usage exits 2 and says what is wrong', () => {
  it.each([
    [['dance'], 'there is no command dance'],
    [['--fast'], "unknown option '--fast'"],
    [['up', '--mode', 'cloud'], 'Allowed choices are local'],
    [['scale', 'order-service', 'many'], 'a whole number from 0 to 20'],
    [['scale', 'order-service', '21'], 'a whole number from 0 to 20'],
    [['release', 'order-service', 'a b'], 'It must be like 1.2.0'],
    [['release', 'order-service', '1.1.0', '--set', 'pool=5'], 'It must be NAME=value.'],
    [['scale', 'lab-controller', '0'], 'without it there are no faults, autoscaler or exercises'],
    [['scale', 'cloakroom', '2'], 'there is no service cloakroom; there are user-service, '],
    [['restart'], "missing required argument 'service'"],
    [['restart', 'cloakroom'], 'there is no service cloakroom'],
    [['logs', '-n', 'few'], 'a whole number'],
    [['reset'], 'without a terminal give --yes'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await deploy(args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  it.each([
    [{ PORT_OFFSET: 'far' }, 'PORT_OFFSET is far; it must be a whole number from 0 to 38418.'],
    [{ PORT_OFFSET: '2000' }, 'PORT_OFFSET is 2000; that leads to port 10080, which browsers refuse. Try 1000.'],
    [{ DATABASE_URL: 'redis://127.0.0.1' }, 'DATABASE_URL is no postgres URL'],
    [{ LOG_KEEP: '-1' }, 'LOG_KEEP is -1; it must be a whole number from 0 to 100.'],
  ])('with %j', async (env, message) => {
    const { code, stderr } = await deploy([], env);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  it.each([[['--fast']], [['--service', 'cloakroom']], [['now']]])(
    'but 64 of monitor.sh %j, where 2 means unreachable',
    async (args) => {
      const { code, stderr } = await runCli(['monitor.sh', ...args], { TICKETLAB_HOME: home });
      expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining('error: ') });
    },
  );

  it('of a token', async () => {
    const { code, stderr } = await runCli(['lab.sh', 'token', 'king'], { TICKETLAB_HOME: home });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('customer, admin') });
  });
});

describe('what is missing is said in one sentence, with the remedy, before anything is started', () => {
  afterEach(() => expect(existsSync(join(home, 'run', 'processes.json'))).toBe(false));

  it('an occupied port: who has it and how to move the lab', async () => {
    const server = createServer().listen(8082 + 4_300, '127.0.0.1');
    await once(server, 'listening');
    const { code, stderr } = await deploy([]);
    server.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: Port 12382 for event-service is taken( by .+ \(pid \d+\))?: stop what listens there, /,
    );
    expect(stderr).toContain('PORT_OFFSET=');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('Java: the command that installs it here', async () => {
    const { code, stderr } = await deploy([], { JAVA_HOME: join(home, 'nowhere') });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/Install it: .*(install|add|-S) .*jdk/),
    });
  });

  it('an external store that does not answer', async () => {
    const { code, stderr } = await deploy([], { REDIS_URL: 'redis://127.0.0.1:9' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('The external redis does not answer'),
    });
  });
});

describe('a lab that is down', () => {
  it.each([[['status']], [['restart', 'order-service']], [['scale', 'order-service', '2']], [['seed']]])(
    'makes %j say how to start it',
    async (args) => {
      const { code, stdout, stderr } = await deploy(args);
      expect(code).toBe(1);
      expect(stdout + stderr).toContain('The lab is not running; start it with ./deploy.sh');
    },
  );

  it('is what down and reset leave as it is', async () => {
    expect(await deploy(['down'])).toMatchObject({ code: 0, stdout: 'Nothing is running.\n' });
    mkdirSync(join(home, 'data'), { recursive: true });
    expect(await deploy(['reset', '--yes'])).toMatchObject({ code: 0 });
    expect(existsSync(join(home, 'data'))).toBe(false);
  });
});

describe('help', () => {
  it.each([[['--help']], [['up', '--help']], [['scale', '--help']], [['logs', '-h']]])(
    'of %j exits 0',
    async (args) => {
      const { code, stdout } = await deploy(args);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Usage: ./deploy.sh') });
    },
  );
});

describe('logs', () => {
  const writeLog = (name: string, ...lines: string[]) => {
    mkdirSync(join(home, 'logs'), { recursive: true });
    writeFileSync(join(home, 'logs', `${name}.log`), lines.map((line) => `${line}\n`).join(''));
  };

  it('of one instance are its lines as they are', async () => {
    writeLog('order-service-1', 'one', 'two', 'three');
    expect(await deploy(['logs', 'order-service-1', '-n', '2'])).toMatchObject({ code: 0, stdout: 'two\nthree\n' });
  });

  it('of a service are those of all its instances, by name', async () => {
    writeLog('order-service-1', 'one');
    writeLog('order-service-2', 'two');
    writeLog('chat-service-1', 'three');
    const { stdout } = await deploy(['logs', 'order-service']);
    expect(stdout).toBe('order-service-1 | one\norder-service-2 | two\n');
  });

  it('of somebody unknown name those that exist', async () => {
    writeLog('redis', 'one');
    expect(await deploy(['logs', 'cloakroom'])).toMatchObject({
      code: 2,
      stderr: 'error: there is no log of cloakroom; there are redis\n',
    });
  });
});
