import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { parsePrometheusText } from '../../monitor/prometheus-text.ts';
import { sloStatus } from '../../monitor/slo.ts';
import type { ServiceRow, Snapshot } from '../../monitor/snapshot.ts';
import { paintLine, sparkline } from '../../monitor/watch/cells.ts';
import { renderFrame, type Scene } from '../../monitor/watch/frame.ts';
import { takeScreen } from '../../monitor/watch/full-screen.ts';
import { readLogTail } from '../../monitor/watch/log-tail.ts';
import { type Action, initialView, parseKeys, reduceView } from '../../monitor/watch/view-state.ts';

const row = (name: string, change: Partial<ServiceRow> = {}): ServiceRow => ({
  name,
  ready: 1,
  desired: 1,
  cpuMillicores: 12,
  memoryBytes: 70 * 1_048_576,
  memoryLimitBytes: 256 * 1_048_576,
  restarts: 0,
  breaker: 'closed',
  reason: null,
  requestsPerSecond: 3,
  p95Ms: 12,
  errorPercent: 0,
  ...change,
});

const snapshot: Snapshot = {
  at: '2026-01-01T12:00:00.000Z',
  phase: 'ready',
  services: [
    row('order-service', { cpuMillicores: 50 }),
    row('user-service', { cpuMillicores: 200, errorPercent: 30 }),
  ],
  stores: [{ name: 'kafka', phase: 'ready', cpuMillicores: 5, memoryBytes: 1, reason: null }],
  flows: { calls: [], consumed: [], topics: [] },
  consumerLag: [{ topic: 'order-events', group: 'order-service', lag: 7 }],
  outbox: [],
  deadLetters: [{ topic: 'order-events', depth: 2 }],
  faults: [],
  invariants: [],
  slos: [],
};

const scene: Scene = {
  snapshot,
  series: () => ({ rate: [1, 2, 4], p95: [null, 5, 10] }),
  events: [{ at: snapshot.at, subject: 'user-service-1', type: 'killed', detail: 'OOMKilled' }],
  instances: (service) => [{ id: `${service}-1`, phase: 'ready', restarts: 2, cpu: 50, bytes: 1_048_576 }],
  facts: {
    autoscalerProblem: null,
    autoscaler: [{ service: 'user-service', text: 'cpu 142 % of 70 %', current: 1, desired: 3, at: snapshot.at }],
    faults: [{ kind: 'latency', target: 'order-service', expiresAt: '2026-01-01T12:01:30.000Z' }],
  },
  logLines: ['12:00:00 order-service-1 info request'],
  now: Date.parse(snapshot.at),
};

const lookAt = (actions: Action[], columns = 120, rows = 30) => {
  const view = actions.reduce((state, action) => reduceView(state, action, 2), initialView);
  return stripVTControlCharacters(renderFrame(scene, view, { columns, rows }, true));
};

describe('the picture', () => {
  it.each([
    [200, 60],
    [120, 30],
    [80, 24],
    [50, 12],
    [20, 5],
  ])('fills a terminal of %i columns and %i rows exactly', (columns, rows) => {
    const actions: Action[][] = [[], ['open'], ['log'], ['help']];
    for (const action of actions) {
      const lines = lookAt(action, columns, rows).split('\r\n');
      expect([lines.length, new Set(lines.map((line) => line.length))]).toEqual([rows, new Set([columns])]);
    }
  });

  it('tells the remaining time of faults, the reason of the autoscaler, dead letters and events', () => {
    const text = lookAt([]);
    expect(text).toContain('latency order-service, ends in 90 s');
    expect(text).toContain('user-service 1 → 3 12:00:00 cpu 142 % of 70 %');
    expect(text).toContain('dead letters 2');
    expect(text).toContain('user-service-1 killed OOMKilled');
  });

  it('keeps the table and the concerns when there is room for nothing else', () => {
    const text = lookAt([], 80, 8);
    expect(text).toContain('user-service');
    expect(text).toContain('! 2 dead letters');
    expect(text).not.toContain('OOMKilled');
  });

  it('sorts by what is asked for and opens the row that is chosen', () => {
    expect(lookAt(['sort']).indexOf('user-service')).toBeLessThan(lookAt(['sort']).indexOf('order-service'));
    expect(lookAt(['open'])).toMatch(/^order-service/);
    expect(lookAt(['down', 'down', 'down', 'open'])).toMatch(/^user-service/);
    expect(lookAt(['sort', 'open'])).toMatch(/^user-service/);
    expect(lookAt(['open', 'log', 'back', 'back'])).toMatch(/^Ticketlab/);
  });

  it('says so when lab-controller does not answer', () => {
    const text = renderFrame({ ...scene, facts: null }, initialView, { columns: 120, rows: 30 }, false);
    expect(text).toContain('lab-controller does not answer');
  });

  it('lets no log line move the cursor', () => {
    expect(paintLine([{ text: 'a\u001b[2Jb\r\n' }], 10, false)).toBe('a [2Jb    ');
  });
});

it('sparklines have their largest number at full height and gaps where nothing was', () => {
  expect(sparkline([0, null, 5, 10], 6)).toBe('  ▁ ▅█');
});

it('keys that arrive together are taken one by one, the unknown ones left out', () => {
  expect(parseKeys('\u001b[A\u001b[Bjxs\r\u001bq')).toEqual(['up', 'down', 'down', 'sort', 'open', 'back', 'quit']);
});

it('budgets count promised requests only', () => {
  const count = (route: string, method: string, status: number, value: number) =>
    `http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"} ${value}`;
  const fast = (route: string, method: string, le: string, value: number) =>
    `http_request_duration_seconds_bucket{method="${method}",route="${route}",status="200",le="${le}"} ${value}`;
  const samples = parsePrometheusText(
    [
      count('/api/events/*', 'GET', 200, 9_990),
      count('/api/events/*', 'GET', 503, 10),
      count('/api/users/challenge/*', 'GET', 500, 500),
      count('/api/lab/*', 'GET', 500, 500),
      fast('/api/events/*', 'GET', '0.2', 9_750),
      fast('/api/events/*', 'GET', '0.5', 9_990),
    ].join('\n'),
  );
  const [available, reads, purchases] = sloStatus(samples);
  expect(available?.budgetLeft).toBeCloseTo(0);
  expect(reads?.budgetLeft).toBeCloseTo(0.5);
  expect(purchases).toMatchObject({ good: null, budgetLeft: null });
});

describe('the terminal', () => {
  const nothing = () => undefined;
  const take = () => {
    const raw: boolean[] = [];
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (mode: boolean) => raw.push(mode) });
    const output = Object.assign(new PassThrough(), { columns: 80, rows: 24 });
    const handlers = { keys: nothing, resize: nothing, end: nothing };
    const streams = { input: input as unknown as ReadStream, output: output as unknown as WriteStream };
    return { screen: takeScreen(streams, handlers), raw, output };
  };

  it('is given back as it was, once', () => {
    const before = process.listenerCount('SIGINT');
    const { screen, raw, output } = take();
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    screen.restore();
    screen.restore();
    screen.draw('too late');
    const written = String(output.read());
    expect(written).toBe('\u001b[?1049h\u001b[?25l\u001b[2J\u001b[?25h\u001b[?1049l');
    expect([raw, process.listenerCount('SIGINT')]).toEqual([[true, false], before]);
  });
});

describe('the log', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'log-tail-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('joins the instances of a service by time, and shows what is no JSON as it is', () => {
    const line = (second: number, msg: string) =>
      `${JSON.stringify({ level: 'info', time: `2026-01-01T12:00:0${second}.000Z`, msg, status: 200 })}\n`;
    writeFileSync(join(dir, 'order-service-1.log'), line(1, 'first') + line(3, 'third'));
    writeFileSync(join(dir, 'order-service-2.log'), `${line(2, 'second')}half a line`);
    writeFileSync(join(dir, 'user-service-1.log'), line(4, 'of another'));
    expect(readLogTail(dir, 'order-service', 2)).toEqual([
      '12:00:02 order-service-2 info second status=200',
      '12:00:03 order-service-1 info third status=200',
    ]);
    expect(readLogTail(join(dir, 'nowhere'), 'order-service', 2)).toEqual([]);
  });
});
