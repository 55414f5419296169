import { describe, expect, it } from '@jest/globals';
import { serviceTable, upstreamNames } from '@ticketlab/contracts/services';
import type { World } from './world.ts';

export function describeHabits(world: () => World): void {
  describe('plain curl calls', () => {
    const prefixes = upstreamNames.map((name) => serviceTable[name].prefix);

    it('/health, /services/health and the health of each service', async () => {
      const { api } = world();
      expect((await api.plain('GET', '/health')).json).toMatchObject({ status: 'up', service: 'api-gateway' });
      for (const path of ['/services/health', '/api/services/health']) {
        const { services } = await api.expect<{ services: { service: string; status: string }[] }>(200, 'GET', path);
        expect(services.map(({ service, status }) => [service, status])).toEqual(
          upstreamNames.map((name) => [name, 'up']),
        );
      }
      for (const prefix of prefixes) {
        expect((await api.plain('GET', `/api/${prefix}/health`)).json).toMatchObject({ status: 'up' });
      }
    });

    it('metrics of each service', async () => {
      for (const prefix of prefixes) {
        const { status, text } = await world().api.plain('GET', `/api/${prefix}/metrics`);
        expect([status, text.includes('http_request_duration_seconds')]).toEqual([200, true]);
      }
    });

    it('/api/events/active', async () => {
      const { items } = await world().api.expect<{ items: object[] }>(200, 'GET', '/api/events/active');
      expect(items.length).toBeGreaterThan(5);
    });

    it.each(['/api/users/challenge/cpu-intensive', '/api/challenge/memory'])('%s', async (path) => {
      const answer = await world().api.expect<Record<string, unknown>>(200, 'GET', path);
      const keys = ['challenge', 'service', 'instance', 'result', 'duration_ms', 'message', 'timestamp'];
      expect(Object.keys(answer)).toEqual(expect.arrayContaining(keys));
    });

    it('/api/challenge/autoscale reckons with the manifest', async () => {
      const path = '/api/challenge/autoscale?service=order-service&millicores=400&dryRun=true';
      const answer = await world().api.expect<{ result: { predictedReplicas: number } }>(200, 'GET', path);
      expect(answer.result.predictedReplicas).toBeGreaterThan(1);
    });

    it('a hundred at once from one address pass', async () => {
      const { api } = world();
      const answers = await Promise.all(Array.from({ length: 100 }, () => api.plain('GET', '/api/events/active')));
      expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
    });

    it.each([
      ['user-service', '/api/users/challenge/cpu-intensive'],
      ['api-gateway', '/api/challenge/cpu'],
    ] as const)('an instance of %s that burns still answers /healthz in no time', async (service, path) => {
      const { api, lab } = world();
      const { port } = await lab.instance(service);
      const burnMs = 2_000;
      const began = performance.now();
      const burning = Promise.all([1, 2].map(() => api.call('GET', `${path}?cpuMs=${burnMs}`)));
      const fire = { burns: true };
      void burning.finally(() => (fire.burns = false));
      const times: number[] = [];
      while (fire.burns) {
        const started = performance.now();
        await (await fetch(`http://127.0.0.1:${port ?? 0}/healthz`)).text();
        times.push(performance.now() - started);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect([...new Set((await burning).map(({ status }) => status))]).toEqual([200]);
      expect(performance.now() - began).toBeGreaterThanOrEqual(burnMs);
      times.sort((a, b) => a - b);
      expect(times.length).toBeGreaterThan(40);
      expect(times[Math.floor(times.length * 0.95)]).toBeLessThan(100);
    });
  });
}
