import { describe, expect, it } from '@jest/globals';
import { httpRates } from '../../monitor/http-rates.ts';
import { parsePrometheusText } from '../../monitor/prometheus-text.ts';
import { renderScreen } from '../../monitor/screen.ts';
import { findConcerns, type Snapshot } from '../../monitor/snapshot.ts';

const metrics = (fast: number, slow: number, failed: number): string =>
  [
    '# HELP http_request_duration_seconds Time',
    `http_request_duration_seconds_bucket{le="0.1",method="GET",route="/a",status="200"} ${fast}`,
    `http_request_duration_seconds_bucket{le="1",method="GET",route="/a",status="200"} ${fast + slow}`,
    `http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/a",status="200"} ${fast + slow}`,
    `http_request_duration_seconds_count{method="GET",route="/a",status="200"} ${fast + slow}`,
    `http_request_duration_seconds_count{method="GET",route="/a",status="500"} ${failed}`,
    'http_request_duration_seconds_count{method="GET",route="/metrics",status="200"} 1000',
  ].join('\n');

const row: Snapshot['services'][number] = {
  name: 'order-service',
  ready: 2,
  desired: 2,
  cpuMillicores: 12,
  memoryBytes: 70 * 1024 * 1024,
  memoryLimitBytes: 192 * 1024 * 1024,
  restarts: 0,
  breaker: 'closed',
  reason: null,
  requestsPerSecond: 3,
  p95Ms: 12,
  errorPercent: 0,
};
const store: Snapshot['stores'][number] = {
  name: 'kafka',
  phase: 'ready',
  cpuMillicores: 5,
  memoryBytes: 1,
  reason: null,
};

const snapshot = (change: Partial<Snapshot> = {}): Snapshot => ({
  at: '2026-01-01T12:00:00.000Z',
  phase: 'ready',
  services: [row],
  stores: [store],
  flows: { calls: [], consumed: [], topics: [] },
  consumerLag: [],
  outbox: [],
  deadLetters: [],
  faults: [],
  invariants: [{ invariant: 'tier-balance', violations: 0 }],
  slos: [],
  ...change,
});

describe('reading metrics', () => {
  it('understands labels with escapes and exponents', () => {
    expect(parsePrometheusText('a{x="q\\"\\n",y="2"} 1.5e3 123\nb 2\n# c 3')).toEqual([
      { name: 'a', labels: { x: 'q"\n', y: '2' }, value: 1500 },
      { name: 'b', labels: {}, value: 2 },
    ]);
  });

  it('makes rates, a p95 and an error share of two scrapes, without probes and scrapes', () => {
    const rates = httpRates(parsePrometheusText(metrics(100, 0, 0)), parsePrometheusText(metrics(180, 20, 0)), 10);
    expect(rates.requestsPerSecond).toBe(10);
    // 80 of 100 are below 0.1 s, the 95th lies three quarters into the bucket up to 1 s
    expect(rates.p95Ms).toBeCloseTo(775);
    expect(httpRates([], parsePrometheusText(metrics(75, 0, 25)), 1).errorPercent).toBe(25);
  });

  it('counts a restarted instance from zero', () => {
    expect(
      httpRates(parsePrometheusText(metrics(500, 0, 0)), parsePrometheusText(metrics(10, 0, 0)), 1).requestsPerSecond,
    ).toBe(10);
  });
});

describe('a look at the system', () => {
  it('is healthy without concerns, and fits 80 columns', () => {
    expect(findConcerns(snapshot())).toEqual([]);
    const screen = renderScreen(snapshot(), { colour: false });
    expect(screen).toContain('healthy');
    expect(Math.max(...screen.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(screen).not.toContain('\u001b');
  });

  it.each<[string, Partial<Snapshot>, string]>([
    [
      'an instance is missing',
      { services: [{ ...row, ready: 1, reason: 'OOMKilled' }] },
      '1 of 2 instances ready: OOMKilled',
    ],
    ['a breaker is open', { services: [{ ...row, breaker: 'open' }] }, 'breaker of order-service is open'],
    ['a service was scaled to 0', { services: [{ ...row, ready: 0, desired: 0 }] }, 'order-service was scaled to 0'],
    ['many requests fail', { services: [{ ...row, errorPercent: 6 }] }, 'answers 6 % of its requests with an error'],
    [
      'a consumer is far behind',
      { consumerLag: [{ topic: 'order-events', group: 'ticket-service', lag: 1_001 }] },
      '1001 records of order-events wait for ticket-service',
    ],
    ['a store is away', { stores: [{ ...store, phase: 'backoff' }] }, 'kafka is backoff'],
    ['there are dead letters', { deadLetters: [{ topic: 'order-events', depth: 2 }] }, '2 dead letters'],
    [
      'an outbox is stuck',
      { outbox: [{ service: 'order-service', pending: 3, oldestSeconds: 60 }] },
      'outbox of order-service',
    ],
    ['an invariant is violated', { invariants: [{ invariant: 'tier-balance', violations: 1 }] }, 'tier-balance'],
  ])('names it when %s', (_name, change, concern) => {
    expect(findConcerns(snapshot(change)).join('\n')).toContain(concern);
    expect(renderScreen(snapshot(change), { colour: false })).toContain('degraded');
  });

  it('takes neither a single failed request nor a few waiting records for a concern', () => {
    const quiet = { services: [{ ...row, requestsPerSecond: 0.9, errorPercent: 100 }] };
    const lag = { consumerLag: [{ topic: 'order-events', group: 'ticket-service', lag: 1_000 }] };
    expect(findConcerns(snapshot({ ...quiet, ...lag }))).toEqual([]);
  });

  it('judges one service by what concerns it alone', () => {
    const services: Snapshot['services'] = [
      { ...row, breaker: 'half-open' },
      { ...row, name: 'chat-service', desired: 0 },
    ];
    const found = snapshot({ services, deadLetters: [{ topic: 'order-events', depth: 2 }] });
    expect(findConcerns(found, 'order-service')).toEqual(['the breaker of order-service is half-open']);
    expect(findConcerns(found, 'user-service')).toEqual([]);
    const screen = renderScreen(found, { colour: false, service: 'user-service' });
    expect(screen).not.toContain('degraded');
  });

  it('can show one service alone', () => {
    const screen = renderScreen(snapshot(), { colour: false, service: 'order-service' });
    expect(screen).not.toContain('consumer lag');
  });
});
