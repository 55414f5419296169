import { describe, expect, it } from '@jest/globals';
import { scenarioChoices } from '../../cli/load-test.ts';
import { toHtmlReport } from '../../load/html-report.ts';
import { parseScenario } from '../../load/parse-scenario.ts';
import { scaleScenario, whyNotClosed } from '../../load/scenario-shape.ts';
import { findScenario, scenarioNames, toScenarioFile } from '../../load/scenario-files.ts';
import type { RunSummary } from '../../load/summary.ts';
import { parseThreshold } from '../../load/thresholds.ts';
import { judge } from '../../load/verdict.ts';

const summary = (change: Partial<RunSummary> = {}): RunSummary => ({
  scenario: 'probe',
  description: 'a <script>test</script>',
  engine: 'ticketlab',
  model: 'open',
  vus: null,
  target: 'http://127.0.0.1:8080',
  startedAt: '2026-01-01T00:00:00.000Z',
  durationSeconds: 10,
  planned: 100,
  started: 100,
  completed: 100,
  failed: 0,
  errorRate: 0,
  injectedRate: 0,
  requestsPerSecond: 10,
  all: { name: 'all journeys', count: 100, percentiles: { p50: 10, p95: 80, p99: 120 }, mean: 12 },
  journeys: [{ name: 'browse', count: 100, percentiles: { p99: 120 }, mean: 12 }],
  outcomes: {},
  endpoints: [{ name: 'GET /api/events', count: 100, percentiles: { p95: 40 }, mean: 12 }],
  phases: [
    {
      name: 'after',
      started: 50,
      completed: 50,
      errorRate: 0,
      injectedRate: 0,
      sendLagP99Ms: 1,
      latencies: { name: 'after', count: 50, percentiles: { p95: 60 }, mean: 12 },
    },
  ],
  errors: [],
  timeline: [],
  distribution: [],
  knee: null,
  sale: null,
  invariants: null,
  breaker: null,
  generator: {
    cpuPercent: 20,
    sendLagP99Ms: 2,
    eventLoopLagP99Ms: 2,
    runQueueMsPerSecond: null,
    interrupted: false,
    doubts: [],
  },
  machine: null,
  ...change,
});

const point = (p95: number) => ({
  second: 0,
  started: 1,
  finished: 1,
  failed: 0,
  injected: 0,
  inFlight: 1,
  p50: p95,
  p95,
  p99: p95,
});
const timeline = [10, 10, 11, 12, 14, 14, 15, 15].map(point);
const knee = { rate: 40, brokeAt: 56, because: 'p95<500 was missed: 812.0 ms', byGenerator: false };
const sale = { capacity: 50, available: 2, reserved: 0, sold: 48, tickets: 48, doubleSeats: [] };

const verdictOf = (threshold: string, change: Partial<RunSummary> = {}) =>
  judge(summary(change), [parseThreshold(threshold)]).kind;

describe('thresholds', () => {
  it.each<[string, Partial<RunSummary>, string]>([
    ['p95<100', {}, 'passed'],
    ['p95<80', {}, 'failed'],
    ['browse p99<121', {}, 'passed'],
    ['purchase p99<121', {}, 'failed'],
    ['after p95<61', {}, 'passed'],
    ['GET /api/events p95<40', {}, 'failed'],
    ['drift<55%', { timeline }, 'passed'],
    ['drift<45%', { timeline }, 'failed'],
    ['drift<45%', {}, 'failed'],
    ['knee>39', { knee }, 'passed'],
    ['knee>40', { knee }, 'failed'],
    ['knee>1', {}, 'failed'],
    ['knee>39', { knee: { ...knee, byGenerator: true } }, 'inconclusive'],
    ['no oversell', { sale }, 'passed'],
    ['no oversell', { sale: { ...sale, sold: 51, available: -1 } }, 'failed'],
    ['no oversell', { sale: { ...sale, doubleSeats: ['A-1'] } }, 'failed'],
    ['no oversell', { sale: { ...sale, tickets: 47 } }, 'failed'],
    ['no oversell', {}, 'failed'],
    ['errors<0.5%', { errorRate: 0.004 }, 'passed'],
    ['errors<0.5%', { errorRate: 0.006 }, 'failed'],
    ['injected>20%', { injectedRate: 0.3 }, 'passed'],
    ['invariants', { invariants: { before: [], after: [{ invariant: 'seats', count: 0 }] } }, 'passed'],
    ['invariants', { invariants: { before: [], after: [{ invariant: 'seats', count: 1 }] } }, 'failed'],
    ['invariants', {}, 'failed'],
    ['breaker opened', { breaker: ['closed', 'open'] }, 'passed'],
    ['breaker healed', { breaker: ['closed', 'open'] }, 'failed'],
    ['breaker healed', { breaker: ['closed', 'open', 'half-open', 'closed'] }, 'passed'],
  ])('%s of %j: %s', (threshold, change, kind) => {
    expect(verdictOf(threshold, change)).toBe(kind);
  });

  it('says which forms there are', () => {
    expect(() => parseThreshold('p95 < fast')).toThrow('p95<500');
  });
});

describe('a verdict', () => {
  const late = { generator: { ...summary().generator, sendLagP99Ms: 11 } };

  it('is inconclusive, never passed, when the generator was late or stopped', () => {
    expect(verdictOf('p95<100', late)).toBe('inconclusive');
    expect(verdictOf('p95<100', { generator: { ...summary().generator, interrupted: true } })).toBe('inconclusive');
  });

  it('of a late generator blames the system only for what no lateness explains', () => {
    expect(verdictOf('p95<80', late)).toBe('inconclusive');
    expect(
      verdictOf('invariants', { ...late, invariants: { before: [], after: [{ invariant: 'seats', count: 1 }] } }),
    ).toBe('failed');
  });

  const machine = { othersPercent: 40, waitingPercent: 60 };

  it('does not blame the system for latency that others on the machine explain', () => {
    expect(judge(summary({ machine }), [parseThreshold('p95<80')])).toMatchObject({
      kind: 'inconclusive',
      reasons: [expect.stringContaining('p95<80'), expect.stringContaining("others used 40 % of this machine's CPU")],
    });
    expect(verdictOf('knee>39', { machine, knee })).toBe('inconclusive');
    // time-outs, too
    expect(verdictOf('errors<0.5%', { machine, errorRate: 0.006 })).toBe('inconclusive');
    expect(verdictOf('no oversell', { machine, sale: { ...sale, sold: 51, available: -1 } })).toBe('failed');
  });

  it('keeps what was met in spite of others, and blames the system where they were few or nobody had to wait', () => {
    expect(verdictOf('p95<100', { machine })).toBe('passed');
    expect(verdictOf('p95<80', { machine: { ...machine, othersPercent: 5 } })).toBe('failed');
    expect(verdictOf('p95<80', { machine: { ...machine, waitingPercent: 10 } })).toBe('failed');
  });

  it('is failed when nothing was completed', () => {
    expect(verdictOf('errors<0.5%', { completed: 0 })).toBe('failed');
  });
});

describe('scenarios', () => {
  it('are all valid and all offered', () => {
    expect(scenarioNames).toEqual(scenarioChoices);
    for (const name of scenarioNames) expect(findScenario(name).name).toBe(name);
  });

  it('come back the same from the file that --print shows, at another rate and length, too', () => {
    const wish = { rate: 60, seconds: 120 };
    for (const name of scenarioNames) {
      expect(parseScenario(toScenarioFile(name), 'x.yaml')).toEqual(findScenario(name));
      const scaled = scaleScenario(findScenario(name), wish);
      expect(parseScenario(toScenarioFile(name, wish), 'x.yaml')).toEqual(scaled);
    }
  });

  it('say where a file is wrong: line, field, and what would be right', () => {
    const wrong = `name: mine
description: x
phases:
  - { name: a, seconds: -1, from: 1, to: 1 }
  - name: a
    seconds: 1
    from: 1
    until: 3
journeys:
  - journey: fly
thresholds:
  - p95<100
  - fast
`;
    const lines = messageOf(() => parseScenario(wrong, 'mine.yaml')).split('\n');
    expect(lines).toEqual([
      'mine.yaml is not a scenario:',
      expect.stringMatching(/^ {2}mine\.yaml:4: phases\.0\.seconds: .*>0/),
      expect.stringMatching(/^ {2}mine\.yaml:5: phases\.1\.to: .*number/),
      '  mine.yaml:8: phases.1.until: there is no such field; there are name, seconds, from, to, params, journeys',
      expect.stringMatching(/^ {2}mine\.yaml:10: journeys\.0\.journey: .*"smoke"\|"browse"/),
      expect.stringMatching(/^ {2}mine\.yaml:13: thresholds\.1: not a threshold; write one of: p95<500/),
    ]);
  });

  it('say on which line a file is not even YAML, and what does not fit together', () => {
    expect(messageOf(() => parseScenario('name: mine\nphases: [1,\n', 'mine.yaml'))).toMatch(
      /^mine\.yaml:\d: this is not YAML/,
    );
    const twice = toScenarioFile('browse').replace('name: steady', 'name: ramp-up').replace('p95<500', 'knee>5');
    const message = messageOf(() => parseScenario(twice, 'mine.yaml'));
    expect(message).toContain('phases.1.name: "ramp-up" is taken already');
    expect(message).toContain('thresholds.0: `knee` needs `stress`');
  });

  it('keep their shape at another rate and length', () => {
    const scaled = scaleScenario(findScenario('browse'), { rate: 100, seconds: 80 });
    expect(scaled.phases.map(({ to }) => to)).toEqual([100, 100, 2]);
    expect(scaled.phases.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(80);
  });

  it('scale visitors, not what a phase of its own does', () => {
    const scaled = scaleScenario(findScenario('sockets'), { rate: 500 });
    expect(scaled.phases.map(({ to }) => to)).toEqual([500, 0.5]);
  });

  it('say why a fixed number of visitors cannot run them', () => {
    expect(whyNotClosed(findScenario('stress'))).toContain('step by step');
    expect(whyNotClosed(findScenario('sockets'))).toContain('stay connected');
    expect(whyNotClosed(findScenario('browse'))).toBeUndefined();
  });
});

describe('the HTML report', () => {
  it('escapes what it shows and needs nothing from elsewhere', () => {
    const html = toHtmlReport(summary(), { kind: 'passed', reasons: [], checks: [] });
    expect(html).not.toContain('<script>');
    expect(html).not.toMatch(/(?:src|href)=/);
  });

  it('shows charts with axes, a text alternative and the numbers as a table, for light and dark', () => {
    const html = toHtmlReport(summary({ timeline, knee }), { kind: 'passed', reasons: [], checks: [] });
    expect(html).toMatch(/<svg[^>]*role="img" aria-label="Latency of journeys, [^"]*p95 up to 15/);
    expect(html).toContain('<th scope="row">');
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain('it bore 40 journeys a second and broke at 56');
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not throw');
}
