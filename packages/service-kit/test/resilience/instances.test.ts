import { describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { awaitInstances } from '../../src/resilience/await-instance.ts';
import { type Instance, quarantineMs } from '../../src/resilience/discovery.ts';
import { createDnsDiscovery } from '../../src/resilience/dns-discovery.ts';
import { createInstanceTable } from '../../src/resilience/instance-table.ts';
import { createBalancer } from '../../src/resilience/pick-instance.ts';
import { createLogger } from '../../src/telemetry/logger.ts';

const log = createLogger({ service: 'test', instance: 'test', level: 'silent' });

function instance(id: string): Instance {
  return { service: 'ticket-service', id, host: id, port: 8083, version: '', startedAt: '' };
}

describe('dns discovery', () => {
  it('follows the A records of a headless name and keeps the last known when the lookup fails', async () => {
    let addresses: string[] | undefined = ['10.0.0.1'];
    const asked = new Set<string>();
    const discovery = createDnsDiscovery({
      suffix: '-headless.lab.svc.cluster.local',
      log,
      everyMs: 10,
      resolve: (name) => {
        asked.add(name);
        return addresses === undefined ? Promise.reject(new Error('SERVFAIL')) : Promise.resolve(addresses);
      },
    });
    const hosts = () => discovery.instances('ticket-service').map(({ host, port }) => `${host}:${port}`);
    const shows = (expected: string[]) =>
      eventually(() => {
        expect(hosts()).toEqual(expected);
      });
    expect(await awaitInstances(discovery, 'ticket-service', 1_000)).toHaveLength(1);
    expect([...asked]).toEqual(['ticket-service-headless.lab.svc.cluster.local']);
    addresses = ['10.0.0.1', '10.0.0.2'];
    await shows(['10.0.0.1:8083', '10.0.0.2:8083']);
    addresses = undefined;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 40);
    });
    expect(hosts()).toHaveLength(2);
    addresses = ['10.0.0.3'];
    await shows(['10.0.0.3:8083']);
    discovery.close();
  });
});

describe('awaitInstances', () => {
  it('gives up after its patience', async () => {
    const discovery = { instances: () => [], onChange: () => () => undefined };
    expect(await awaitInstances(discovery, 'ticket-service', 20)).toEqual([]);
  });
});

describe('instance table', () => {
  it('lets a reported instance back in after its quarantine', () => {
    const clock = { now: 0 };
    const table = createInstanceTable(() => clock.now);
    table.replace('ticket-service', [instance('a'), instance('b')]);
    table.quarantine(instance('a'));
    expect(table.list('ticket-service')).toEqual([instance('b')]);
    table.replace('ticket-service', [instance('a'), instance('b')]);
    expect(table.list('ticket-service')).toEqual([instance('b')]);
    clock.now = quarantineMs;
    table.replace('ticket-service', [instance('a'), instance('b')]);
    expect(table.list('ticket-service')).toHaveLength(2);
  });

  it('tells only of changes', () => {
    const table = createInstanceTable();
    let changes = 0;
    const forget = table.onChange(() => (changes += 1));
    table.replace('ticket-service', [instance('a'), instance('b')]);
    table.replace('ticket-service', [instance('b'), instance('a')]);
    expect(changes).toBe(1);
    forget();
    table.replace('ticket-service', []);
    expect(changes).toBe(1);
  });
});

describe('balancer', () => {
  const all = ['a', 'b', 'c'].map(instance);

  it('prefers the less busy of two, and never the same one twice in the draw', () => {
    const balancer = createBalancer();
    balancer.begin(instance('a'));
    const picks = Array.from({ length: 50 }, () => balancer.pick([instance('a'), instance('b')])?.id);
    expect(new Set(picks)).toEqual(new Set(['b']));
    balancer.end(instance('a'));
    const even = Array.from({ length: 200 }, () => balancer.pick(all)?.id);
    expect(new Set(even)).toEqual(new Set(['a', 'b', 'c']));
  });

  it('leaves out what was tried', () => {
    const balancer = createBalancer();
    expect(balancer.pick(all, new Set(['a', 'b']))?.id).toBe('c');
    expect(balancer.pick(all, new Set(['a', 'b', 'c']))).toBeUndefined();
    expect(balancer.pick([])).toBeUndefined();
  });
});
