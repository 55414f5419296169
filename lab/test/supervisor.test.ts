import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ticketlab/testing/eventually';
import { isRunning, processToken } from '../supervisor/process-identity.ts';
import type { ServicePlan } from '../supervisor/plan.ts';
import { allReady, ask, fixtureService, fixtureStore, startFixtureLab, type FixtureLab } from './fixtures/lab.ts';
import { startSteadyLoad } from './fixtures/steady-load.ts';

let lab: FixtureLab | undefined;
afterEach(async () => {
  await lab?.close();
  lab = undefined;
});

async function startWithService(overrides: Partial<ServicePlan> = {}, instances = 1): Promise<FixtureLab> {
  lab = await startFixtureLab(([port = 0], home) => ({
    services: [
      fixtureService('box-office', port, {
        ...overrides,
        env: { ...fixtureService('box-office', port).env, REFUSE_TO_START: join(home, 'refuse') },
      }),
    ],
    stores: [],
  }));
  await lab.control.scale('box-office', instances);
  await lab.until('box-office', allReady(instances));
  return lab;
}

describe('a supervised instance', () => {
  it('is started again after a crash, and the reason names exit code and error', async () => {
    const { service, until } = await startWithService();
    const before = (await service('box-office')).instances[0];
    await ask(before, '/crash');
    const crashed = await until('box-office', ({ instances }) => instances[0]?.phase === 'backoff');
    expect(crashed.instances[0]).toMatchObject({
      restarts: 1,
      reason: 'exit code 1: Error: asked to crash',
      pid: null,
    });
    expect(Date.parse(crashed.instances[0]?.retryAt ?? '')).toBeGreaterThan(Date.now() - 1_000);

    const after = (await until('box-office', allReady(1))).instances[0];
    expect(after).toMatchObject({ id: 'box-office-1', restarts: 1, reason: null });
    expect(after?.pid).not.toBe(before?.pid);
  });

  it('that was killed says by which signal', async () => {
    const { service, until, control } = await startWithService();
    process.kill((await service('box-office')).instances[0]?.pid ?? 0, 'SIGKILL');
    const crashed = await until('box-office', ({ instances }) => instances[0]?.phase === 'backoff');
    expect(crashed.instances[0]?.reason).toContain('killed by SIGKILL');
    await control.retryNow();
    await until('box-office', allReady(1));
  });

  it('waits longer from crash to crash', async () => {
    const { control, plan, until, service } = await startWithService();
    writeFileSync(join(plan.home, 'refuse'), '');
    await ask((await service('box-office')).instances[0], '/crash');
    const third = await until('box-office', ({ instances }) => (instances[0]?.restarts ?? 0) >= 3);
    expect(third.instances[0]?.reason).toContain('told not to start');
    const pauses = (await control.state()).events.flatMap(({ type, detail }) =>
      type === 'crashed' ? [Number(/again in (\d+) ms/.exec(detail)?.[1])] : [],
    );
    expect(pauses[2]).toBeGreaterThan((pauses[0] ?? 0) * 2);
  });

  it('over the memory limit of its manifest is killed and reported as OOMKilled', async () => {
    const { service, until } = await startWithService({ memoryLimitBytes: 120 * 1_048_576 });
    await ask((await service('box-office')).instances[0], '/hoard?amount=150');
    const killed = await until('box-office', ({ instances }) => instances[0]?.restarts === 1);
    expect(killed.instances[0]?.reason).toMatch(/^OOMKilled: \d+ MiB used, the limit is 120 MiB$/);
    await until('box-office', allReady(1));
  });

  it('that stalls fails its liveness probe and is replaced', async () => {
    const { service, until } = await startWithService();
    await ask((await service('box-office')).instances[0], '/stall?amount=60000');
    const killed = await until('box-office', ({ instances }) => instances[0]?.restarts === 1);
    expect(killed.instances[0]?.reason).toContain('Unhealthy: /healthz did not answer within 500 ms');
  });

  it('that cannot serve is shown as unready and left alone', async () => {
    const { service, until } = await startWithService();
    await ask((await service('box-office')).instances[0], '/unready');
    const { instances } = await until('box-office', (state) => state.instances[0]?.phase === 'unready');
    expect(instances[0]).toMatchObject({ restarts: 0, reason: '/readyz answered 503' });
  });

  it('is metered in microseconds of CPU and bytes of memory', async () => {
    const patient = { periodMs: 1_000, timeoutMs: 20_000, failureThreshold: 3 };
    const { service, until } = await startWithService({ liveness: patient, readiness: patient });
    const usageOf = async () => {
      const { instances } = await until('box-office', (state) => state.instances[0]?.usage?.cpuMillicores != null);
      return instances[0]?.usage;
    };
    const before = await usageOf();
    await ask((await service('box-office')).instances[0], '/burn?amount=300');
    const burnt = await eventually(async () => {
      const micros = ((await usageOf())?.cpuMicros ?? 0) - (before?.cpuMicros ?? 0);
      if (micros < 300_000) throw new Error(`only ${micros}`);
      return micros;
    });
    expect(burnt).toBeLessThan(500_000);
    expect(before?.memoryBytes).toBeGreaterThan(5_000_000);
  });
});

describe('a set of instances', () => {
  it('rolls and scales under keep-alive load without a failed request', async () => {
    const { control, plan, until } = await startWithService({}, 2);
    const load = startSteadyLoad(plan.services[0]?.port ?? 0);
    const pids = new Set((await until('box-office', allReady(2))).instances.map(({ pid }) => pid));
    const rolled = await control.restart('box-office');
    const fresh = rolled.services[0]?.instances ?? [];
    expect(fresh).toHaveLength(2);
    expect(fresh.some(({ pid }) => pids.has(pid))).toBe(false);

    await control.scale('box-office', 3);
    await until('box-office', allReady(3));
    await load.untilServedBy(3);
    await control.scale('box-office', 1);
    await until('box-office', allReady(1));
    const { served, failures } = await load.stop();
    expect(failures).toEqual([]);
    expect(served).toBeGreaterThan(200);
  });

  it('keeps the old instance when the new one does not start', async () => {
    const { control, plan, until } = await startWithService();
    writeFileSync(join(plan.home, 'refuse'), '');
    await expect(control.restart('box-office')).rejects.toThrow(
      /^box-office-2 did not become ready: exit code 1: Error: told not to start$/,
    );
    await until('box-office', allReady(1));
  });

  it('refuses what makes no sense', async () => {
    const { control } = await startWithService();
    await expect(control.scale('box-office', 21)).rejects.toThrow('from 0 to 20');
    await expect(control.scale('cloakroom', 1)).rejects.toThrow('there is no service cloakroom');
  });
});

describe('the supervisor', () => {
  it('drains everything on SIGTERM and exits 0', async () => {
    const running = await startWithService({}, 2);
    const pids = (await running.service('box-office')).instances.map(({ pid }) => pid ?? 0);
    running.child().kill('SIGTERM');
    const [code] = (await once(running.child(), 'exit')) as [number];
    expect(code).toBe(0);
    expect(pids.filter((pid) => processToken(pid) !== undefined)).toEqual([]);
    expect(readFileSync(join(running.plan.home, 'supervisor.log'), 'utf8')).not.toContain('did not drain');
  });

  it('opens its control socket to nobody else', async () => {
    const { plan } = await startWithService();
    expect(statSync(plan.controlSocket).mode & 0o777).toBe(0o600);
  });

  it('killed, leaves no instance behind; the next one adopts the stores and goes on', async () => {
    lab = await startFixtureLab(([servicePort = 0, storePort = 0], home) => ({
      services: [fixtureService('box-office', servicePort)],
      stores: [fixtureStore('redis', storePort, home)],
    }));
    const { control, child, until, startAgain } = lab;
    await control.startStores();
    await control.scale('box-office', 2);
    const { instances } = await until('box-office', allReady(2));
    const storePid = (await control.state()).stores[0]?.pid ?? 0;
    const storeToken = processToken(storePid) ?? '';
    child().kill('SIGKILL');
    await eventually(() => {
      const left = instances.filter(({ pid }) => processToken(pid ?? 0) !== undefined);
      if (left.length > 0) throw new Error('instances outlive their supervisor');
    });
    expect(isRunning(storePid, storeToken)).toBe(true);

    await startAgain();
    await eventually(async () => {
      const [store] = (await control.state()).stores;
      expect(store).toMatchObject({ phase: 'ready', adopted: true, pid: storePid });
    });
    await control.scale('box-office', 1);
    await until('box-office', allReady(1));

    process.kill(storePid, 'SIGKILL');
    await eventually(async () => {
      const [store] = (await control.state()).stores;
      expect(store).toMatchObject({ phase: 'ready', adopted: false, restarts: 1 });
    });
  });
});
