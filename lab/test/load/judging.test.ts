import { describe, expect, it } from '@jest/globals';
import { scenarioNames } from '../../cli/load-test.ts';
import { toHtmlReport } from '../../load/html-report.ts';
import { parseScenario, scaleScenario } from '../../load/scenario.ts';
import { listScenarios, loadScenario } from '../../load/scenario-files.ts';
import type { RunSummary } from '../../load/summary.ts';
import { parseThreshold } from '../../load/thresholds.ts';
import { judge } from '../../load/verdict.ts';

const summary = (change: Partial<RunSummary> = {}): RunSummary => ({
  scenario: 'probe',
  description: 'a <script>test</script>',
  model: 'open',
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
  endpoints: [],
  errors: [],
  timeline: [],
  invariants: null,
  breaker: null,
  generator: { cpuPercent: 20, sendLagP99Ms: 2, eventLoopLagP99Ms: 2, interrupted: false },
  ...change,
});

const verdictOf = (threshold: string, change: Partial<RunSummary> = {}) =>
  judge(summary(change), [parseThreshold(threshold)]).kind;

describe('thresholds', () => {
  it.each<[string, Partial<RunSummary>, string]>([
    ['p95<100', {}, 'passed'],
    ['p95<80', {}, 'failed'],
    ['browse p99<121', {}, 'passed'],
    ['purchase p99<121', {}, 'failed'],
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
  it('is inconclusive, never passed, when the generator was late or stopped', () => {
    expect(verdictOf('p95<100', { generator: { ...summary().generator, sendLagP99Ms: 11 } })).toBe('inconclusive');
    expect(verdictOf('p95<100', { generator: { ...summary().generator, interrupted: true } })).toBe('inconclusive');
  });

  it('is failed when nothing was completed', () => {
    expect(verdictOf('errors<0.5%', { completed: 0 })).toBe('failed');
  });
});

describe('scenarios', () => {
  it('are all valid and all offered', async () => {
    expect(await listScenarios()).toEqual([...scenarioNames].sort());
    for (const name of scenarioNames) expect((await loadScenario(name)).name).toBe(name);
  });

  it('say where a file is wrong', () => {
    const wrong = {
      name: 'Probe',
      description: 'x',
      phases: [{ name: 'a', seconds: -1, from: 1, to: 1 }],
      journeys: [{ journey: 'fly' }],
      thresholds: ['fast'],
    };
    expect(() => parseScenario(wrong, 'mine.yaml')).toThrow(
      /mine\.yaml[\s\S]*phases\.0\.seconds[\s\S]*journeys\.0\.journey[\s\S]*thresholds\.0/,
    );
  });

  it('keep their shape at another rate and length', async () => {
    const scaled = scaleScenario(await loadScenario('browse'), { rate: 100, seconds: 80 });
    expect(scaled.phases.map(({ to }) => to)).toEqual([100, 100, 2]);
    expect(scaled.phases.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(80);
  });
});

describe('the HTML report', () => {
  it('escapes what it shows and needs nothing from elsewhere', () => {
    const html = toHtmlReport(summary(), { kind: 'passed', reasons: [], checks: [] });
    expect(html).not.toContain('<script>');
    expect(html).not.toMatch(/(?:src|href)=/);
  });
});
