import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPrivateKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createSteps } from '../cli/steps.ts';
import { createTerminal } from '../cli/terminal.ts';
import { withDatabase } from '../runtimes/local/external-stores.ts';
import { labHome } from '../runtimes/local/home.ts';
import { createLabPlan } from '../runtimes/local/local-plan.ts';
import { installCommand, javaInstallCommand, parseOsRelease } from '../runtimes/local/package-advice.ts';
import { labPorts } from '../runtimes/local/ports.ts';
import { ensureSecrets } from '../runtimes/local/secrets.ts';
import { chooseOffset } from '../runtimes/local/start-from-nothing.ts';
import { startWaves, workloadNames } from '../runtimes/local/workloads.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lab-local-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('secrets', () => {
  it('are readable by their owner only, and stay what they are', () => {
    const secrets = join(dir, 'secrets');
    const first = ensureSecrets(secrets);
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    const modes = readdirSync(secrets).map((name) => [name, statSync(join(secrets, name)).mode & 0o777]);
    expect(Object.fromEntries(modes)).toEqual({
      SERVICE_TOKEN_SECRET: 0o600,
      JWT_PRIVATE_KEY: 0o600,
      TICKET_SIGNING_KEY: 0o600,
      POSTGRES_PASSWORD: 0o600,
    });
    expect(ensureSecrets(secrets).read('SERVICE_TOKEN_SECRET')).toBe(first.read('SERVICE_TOKEN_SECRET'));
    expect(ensureSecrets(join(dir, 'other')).read('SERVICE_TOKEN_SECRET')).not.toBe(first.read('SERVICE_TOKEN_SECRET'));
  });

  it('sign access tokens with ES256', () => {
    const key = createPrivateKey(ensureSecrets(dir).read('JWT_PRIVATE_KEY'));
    expect(key.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  });
});

describe('the plan', () => {
  const planFor = (offset: number) =>
    createLabPlan({
      home: labHome({ TICKETLAB_HOME: dir }),
      ports: labPorts(offset),
      stores: [],
      external: {
        postgres: 'postgres://somebody@db:5432/main?sslmode=require',
        redis: 'redis://cache:6379',
        kafka: 'one:9092,two:9092',
        mongo: 'mongodb://one:27017,two:27017/?replicaSet=rs',
      },
      secrets: ensureSecrets(join(dir, 'secrets')),
      profile: 'lab',
      logMaxMegabytes: 1,
      logKeep: 1,
      trustedProxies: ['10.0.0.0/8'],
    });
  const envOf = (name: string, offset = 0) =>
    planFor(offset).services.find((service) => service.name === name)?.env ?? {};

  it('gives each service its own database on the external servers', () => {
    expect(envOf('order-service')).toMatchObject({
      DATABASE_URL: 'postgres://somebody@db:5432/order_db?sslmode=require',
      KAFKA_BROKERS: 'one:9092,two:9092',
      REDIS_URL: 'redis://cache:6379',
    });
    expect(envOf('chat-service')).toMatchObject({
      MONGODB_URL: 'mongodb://one:27017,two:27017/chat_db?replicaSet=rs',
    });
  });

  it('hands out secrets only to who needs them, and as files', () => {
    const holders = (name: string) => workloadNames.filter((service) => `${name}_FILE` in envOf(service));
    expect(holders('SERVICE_TOKEN_SECRET')).toEqual(workloadNames.filter((name) => name !== 'portals'));
    expect(holders('JWT_PRIVATE_KEY')).toEqual(['user-service']);
    expect(holders('TICKET_SIGNING_KEY')).toEqual(['ticket-service']);
    expect(workloadNames.filter((service) => 'BOOTSTRAP_ADMIN_PASSWORD' in envOf(service))).toEqual(['user-service']);
  });

  it('moves every port by PORT_OFFSET', () => {
    const ports = (offset: number) => planFor(offset).services.map(({ port }) => port);
    expect(ports(1_000)).toEqual(ports(0).map((port) => port + 1_000));
    expect(envOf('api-gateway', 1_000)).toMatchObject({ PORT: '9080' });
    expect(envOf('portals', 1_000)).toMatchObject({
      USER_PORTAL_PORT: '4000',
      ADMIN_PORTAL_PORT: '4001',
      GATEWAY_URL: 'http://127.0.0.1:9080',
    });
  });

  it('takes limits and probes from the manifests', () => {
    const [service] = planFor(0).services;
    expect(service).toMatchObject({
      memoryLimitBytes: 256 * 1_048_576,
      startTimeoutMs: 30_000,
      drainTimeoutMs: 30_000,
    });
    expect(JSON.parse(envOf('api-gateway')['AUTOSCALE_TARGETS'] ?? '')).toHaveProperty('order-service');
  });

  it('has the gateway believe the portals, and whom else TRUSTED_PROXIES names', () => {
    expect(envOf('api-gateway')).toMatchObject({ TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' });
  });

  it('starts every service in one wave, what the world sees last', () => {
    expect(startWaves.flat().sort()).toEqual([...workloadNames].sort());
    expect(startWaves.at(-1)).toEqual(['api-gateway', 'portals']);
  });
});

describe('the ports of a lab that starts anew', () => {
  it('are those of its last start, unless PORT_OFFSET says otherwise', () => {
    const dir = mkdtempSync(join(tmpdir(), 'ticketlab-home-'));
    try {
      const home = labHome({ TICKETLAB_HOME: dir });
      const said: string[] = [];
      const choose = (env: NodeJS.ProcessEnv) => chooseOffset(home, env, (line) => said.push(line));
      expect([choose({}), said]).toEqual([0, []]);
      mkdirSync(home.run, { recursive: true });
      writeFileSync(home.planFile, JSON.stringify({ portOffset: 2_000 }));
      expect([choose({ PORT_OFFSET: '0' }), choose({ PORT_OFFSET: '1000' }), said]).toEqual([0, 1_000, []]);
      expect(choose({})).toBe(2_000);
      expect(said).toEqual([expect.stringContaining('PORT_OFFSET=2000, as last time')]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('withDatabase', () => {
  it.each([
    ['postgres://u:p@h:1', 'postgres://u:p@h:1/x_db'],
    ['postgres://u:p@h:1/old?a=b', 'postgres://u:p@h:1/x_db?a=b'],
    ['mongodb+srv://h/', 'mongodb+srv://h/x_db'],
  ])('of %s', (url, expected) => expect(withDatabase(url, 'x_db')).toBe(expected));
});

describe('the command that installs Java', () => {
  it.each([
    ['ID=debian\nVERSION_ID="12"', 'sudo apt-get install -y openjdk-17-jre-headless'],
    ['ID=debian\nVERSION_ID="13"', 'sudo apt-get install -y openjdk-21-jre-headless'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="21"', 'sudo apt-get install -y openjdk-17-jre-headless'],
    ['ID=fedora\nVERSION_ID=42', 'sudo dnf install java-latest-openjdk-headless'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"', 'sudo dnf install java-17-openjdk-headless'],
    ['ID=arch', 'sudo pacman -S jre-openjdk-headless'],
    ['ID=alpine', 'sudo apk add openjdk17-jre-headless'],
  ])('on %j', (release, command) => expect(javaInstallCommand(parseOsRelease(release), 'linux')).toBe(command));

  it('on macOS', () => expect(javaInstallCommand({}, 'darwin')).toBe('brew install openjdk'));

  it.each([
    ['ID=debian', 'sudo apt-get install -y tar'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"', 'sudo dnf install tar'],
    ['ID=alpine', 'sudo apk add tar'],
  ])('of any other package on %j', (release, command) =>
    expect(installCommand('tar', parseOsRelease(release), 'linux')).toBe(command),
  );
});

describe('steps', () => {
  const show = async (isTTY: boolean, env: NodeJS.ProcessEnv) => {
    const out = Object.assign(new PassThrough(), { isTTY });
    let clock = 0;
    const steps = createSteps(createTerminal(out, env), () => (clock += 750));
    await steps.run('warm up', (note) => {
      note('still cold');
      steps.say('this stays');
      return Promise.resolve('warm');
    });
    await steps.run('fall over', () => Promise.reject(new Error('ouch'))).catch(() => undefined);
    return String(out.read());
  };

  it.each([
    ['without a terminal', false, {}],
    ['with NO_COLOR', true, { NO_COLOR: '1' }],
    ['on a dumb terminal', true, { TERM: 'dumb' }],
  ])('%s are plain lines', async (_, isTTY, env) => {
    expect(await show(isTTY, env)).toBe('  this stays\nok warm up: warm 0.8 s\nfailed fall over 0.8 s\n');
  });

  it('on a terminal show what is going on', async () => {
    const shown = await show(true, { TERM: 'xterm' });
    expect(shown).toContain('… warm up');
    expect(shown).toContain('\u001b[32m✓\u001b[0m warm up: warm');
  });
});
