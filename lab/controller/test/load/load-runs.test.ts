import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LoadRunDetail } from '@ticketlab/contracts/http/load-runs';
import { loadScenarioNames } from '@ticketlab/contracts/http/load-runs';
import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { createKit, createService, type Service } from '@ticketlab/service-kit/kit';
import { testEnv } from '@ticketlab/testing/env';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestIdentity, type TestIdentity } from '@ticketlab/testing/tokens';
import { scenarioNames } from '../../../load/scenario-files.ts';
import { serve, type TestServer } from '../../../test/load/http-server.ts';
import { loadRunRoutes } from '../../src/http/load-run-routes.ts';
import { createLoadRuns } from '../../src/load/load-runs.ts';

let identity: TestIdentity;
let gateway: TestServer;
let controller: Service;
let url: string;
let dir: string;
/** While it is set the gateway answers no journey until it aborts. */
let hold: AbortSignal | undefined;

beforeAll(async () => {
  identity = await createTestIdentity();
  dir = await mkdtemp(join(tmpdir(), 'ticketlab-load-runs-'));
  gateway = await serve((req, res) => {
    const answer = () => res.setHeader('content-type', 'application/json').end('{}');
    if (hold === undefined || req.url === '/health') answer();
    else hold.addEventListener('abort', answer);
  });
  const kit = createKit('lab-controller', parseConfig({}, testEnv({ identity })));
  const runs = createLoadRuns({
    gatewayUrl: gateway.url,
    reportsDir: dir,
    reconciler: () => null,
    labProcesses: () => null,
    clock: kit.clock,
    newId: kit.newId,
  });
  controller = createService(kit, { routes: loadRunRoutes(runs), workers: [runs.worker] });
  url = `http://127.0.0.1:${(await controller.start()).port}/api/lab/load-runs`;
});
afterAll(async () => {
  await controller.close();
  await gateway.close();
  await identity.close();
  await rm(dir, { recursive: true });
});

const headers = (token = identity.admin().token) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
});
const start = (body: unknown, token?: string) =>
  fetch(url, { method: 'POST', headers: headers(token), body: JSON.stringify(body) });
const read = async (id: string) =>
  (await (await fetch(`${url}/${id}`, { headers: headers() })).json()) as LoadRunDetail;
const untilEnded = (id: string) =>
  eventually(async () => {
    const run = await read(id);
    if (run.endedAt === null) throw new Error(`it is ${run.state}`);
    return run;
  });

describe('load runs', () => {
  it('are offered for every scenario that there is', () => {
    expect(loadScenarioNames).toEqual(scenarioNames);
  });

  it('run in a process of their own, are watched as they go, and end with a verdict and a report', async () => {
    const started = await start({ scenario: 'cpu', overrides: { rate: 20, seconds: 2 } });
    expect(started.status).toBe(202);
    const { id } = (await started.json()) as LoadRunDetail;
    const refused = await start({ scenario: 'cpu' });
    expect([refused.status, await refused.json()]).toEqual([
      409,
      expect.objectContaining({ type: '/problems/conflict' }),
    ]);

    // the stream ends by itself with the run
    const events = await (await fetch(`${url}/${id}/stream`, { headers: headers() })).text();
    expect(events).toMatch(/^event: run\ndata: \{[^\n]*"state":"running"/);
    expect(events).toMatch(/event: progress\ndata: \{"phase":"burn"/);
    expect(events.trimEnd().split('\n').at(-1)).toContain('"state":"ended"');

    const run = await read(id);
    expect(run).toMatchObject({
      state: 'ended',
      problem: null,
      summary: { model: 'open', started: 40, completed: 40 },
    });
    expect(['passed', 'inconclusive']).toContain(run.verdict?.kind);
    const page = await fetch(`${url}/${id}/report`, { headers: headers() });
    expect([page.headers.get('content-type'), await page.text()]).toEqual([
      expect.stringContaining('text/html'),
      expect.stringContaining('<h2>Endpoints</h2>'),
    ]);
    const listed = (await (await fetch(url, { headers: headers() })).json()) as { items: { id: string }[] };
    expect(listed.items.map((item) => item.id)).toContain(id);
  });

  it('end in order when told to', async () => {
    const { id } = (await (await start({ scenario: 'cpu', overrides: { seconds: 600 } })).json()) as LoadRunDetail;
    await eventually(async () => expect((await read(id)).progress?.completed).toBeGreaterThan(0));
    const ended = await fetch(`${url}/${id}`, { method: 'DELETE', headers: headers() });
    expect([ended.status, await ended.json()]).toEqual([202, expect.objectContaining({ state: 'ending' })]);
    const run = await untilEnded(id);
    expect(run).toMatchObject({ state: 'ended', summary: { generator: { interrupted: true }, failed: 0 } });
    expect(run.verdict?.kind).not.toBe('passed');
  });

  it('are ended by force when told a second time', async () => {
    const slow = new AbortController();
    hold = slow.signal;
    const { id } = (await (await start({ scenario: 'cpu', overrides: { seconds: 600 } })).json()) as LoadRunDetail;
    await eventually(async () => expect((await read(id)).progress?.inFlight).toBeGreaterThan(0));
    const end = async () => {
      const answer = await fetch(`${url}/${id}`, { method: 'DELETE', headers: headers() });
      return (await answer.json()) as LoadRunDetail;
    };
    expect(await end()).toMatchObject({ state: 'ending' });
    expect(await end()).toMatchObject({ state: 'broken', problem: expect.stringContaining('by force') });
    slow.abort();
    hold = undefined;
    // and the next one may begin
    const next = (await (await start({ scenario: 'cpu', overrides: { seconds: 1 } })).json()) as LoadRunDetail;
    await untilEnded(next.id);
  });

  it('that cannot be run say why', async () => {
    const answer = await start({ scenario: 'browse', overrides: { seconds: 1 } });
    const { id } = (await answer.json()) as LoadRunDetail;
    const run = await untilEnded(id);
    expect(run).toMatchObject({ state: 'broken', verdict: null });
    expect(run.problem).not.toBe('');
  });

  it('are refused to customers, and where they make no sense', async () => {
    expect((await start({ scenario: 'cpu' }, identity.user().token)).status).toBe(403);
    expect((await start({ scenario: 'flood' })).status).toBe(400);
    expect((await start({ scenario: 'cpu', overrides: { vus: 5, rate: 5 } })).status).toBe(400);
    const vus = await start({ scenario: 'stress', overrides: { vus: 5 } });
    expect([vus.status, await vus.json()]).toEqual([
      400,
      expect.objectContaining({
        errors: [{ path: 'overrides.vus', message: expect.stringContaining('step by step') }],
      }),
    ]);
    expect((await fetch(`${url}/0198c5a0-0000-7000-8000-000000000000`, { headers: headers() })).status).toBe(404);
  });
});
