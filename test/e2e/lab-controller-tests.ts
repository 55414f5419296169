import { describe, expect, it } from '@jest/globals';
import type { HistoryPoint, LabInstances, Topology } from '@ticketlab/contracts/http/lab';
import { eventually } from '@ticketlab/testing/eventually';
import type { World } from './world.ts';

const patience = { timeoutMs: 45_000, intervalMs: 100 };

export function describeLabController(world: () => World): void {
  describe('the laboratory', () => {
    const get = <T>(path: string) => world().api.expect<T>(200, 'GET', path, { token: world().admin.token });

    it('draws a map whose consumers are those that Kafka knows', async () => {
      const { edges, nodes, canScale } = await get<Topology>('/api/lab/topology');
      expect(canScale).toBe(true);
      const drawn = edges.filter(({ kind }) => kind === 'consumes').map(({ from, to }) => `${to} -> ${from}`);
      const { stdout } = await world().lab.script('monitor', '--json');
      const { consumerLag } = JSON.parse(stdout) as { consumerLag: { topic: string; group: string }[] };
      expect(drawn.sort()).toEqual(consumerLag.map(({ topic, group }) => `${topic} -> ${group}`).sort());
      const known = new Set(nodes.map(({ id }) => id));
      expect(edges.filter(({ from, to }) => !known.has(from) || !known.has(to))).toEqual([]);
    });

    it('starts and drains instances, and shows them and what happened', async () => {
      const { api, admin } = world();
      const phases = async () => {
        const { services } = await get<LabInstances>('/api/lab/instances');
        return services.find(({ service }) => service === 'event-service')?.instances.map(({ phase }) => phase);
      };
      const scale = (instances: number) =>
        api.expect(202, 'PUT', '/api/lab/services/event-service/scale', { token: admin.token, body: { instances } });
      await scale(2);
      await eventually(async () => expect(await phases()).toEqual(['ready', 'ready']), patience);
      await scale(1);
      await eventually(async () => expect(await phases()).toEqual(['ready']), patience);
      const { items } = await get<{ items: { subject: string; type: string; detail: string }[] }>('/api/lab/events');
      expect(items).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ subject: 'event-service', type: 'scaled', detail: '1 -> 2' }),
          expect.objectContaining({ subject: 'event-service-2', type: 'stopped' }),
        ]),
      );
    }, 60_000);

    it.each(['scale', 'restart'])('refuses to %s itself', async (what) => {
      const { api, admin } = world();
      const [method, body]: [string, object] = what === 'scale' ? ['PUT', { instances: 2 }] : ['POST', {}];
      const path = `/api/lab/services/lab-controller/${what}`;
      expect(await api.call(method, path, { token: admin.token, body })).toMatchObject({ status: 409 });
    });

    it('keeps a history and streams it', async () => {
      const { lab, admin } = world();
      const leaving = new AbortController();
      const response = await fetch(`${lab.url}/api/lab/stream`, {
        headers: { authorization: `Bearer ${admin.token}`, accept: 'text/event-stream' },
        signal: leaving.signal,
      });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (!text.includes('event: point') || !text.endsWith('\n\n')) text += (await reader?.read())?.value ?? '';
      leaving.abort();
      const point = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '') as HistoryPoint;
      expect(point.services.map(({ service }) => service)).toContain('order-service');
      const { points } = await get<{ points: HistoryPoint[] }>('/api/lab/history?service=order-service');
      expect(new Set(points.flatMap(({ services }) => services.map(({ service }) => service)))).toEqual(
        new Set(['order-service']),
      );
    }, 60_000);
  });
}
