import { describe, expect, it } from '@jest/globals';
import { toK6Options } from '../../load/k6/options.ts';
import { toRunResult } from '../../load/k6/k6-summary.ts';
import { forK6 } from '../../load/k6/shared.ts';
import { findScenario } from '../../load/scenario-files.ts';
import { scaleScenario } from '../../load/scenario-shape.ts';
import { parseThreshold } from '../../load/thresholds.ts';
import { judge } from '../../load/verdict.ts';

const trend = (count: number, p95: number) => ({ count, avg: p95, 'p(50)': p95, 'p(95)': p95, 'p(99)': p95, max: p95 });
const context = {
  target: 'http://127.0.0.1:8080',
  startedAt: new Date(0),
  durationSeconds: 10,
  cpuPercent: 5,
  interrupted: false,
};

const around = { sale: null, invariants: null, breaker: null, machine: null };

describe('options for k6', () => {
  it('are the same arrivals as our own, ramps and all', () => {
    const [run] = Object.values(toK6Options(findScenario('browse')).scenarios);
    expect(run).toMatchObject({ executor: 'ramping-arrival-rate', timeUnit: '10s', startRate: 10 });
    expect(run?.stages).toEqual([
      { target: 10, duration: '0s' },
      { target: 500, duration: '5000ms' },
      { target: 500, duration: '0s' },
      { target: 500, duration: '30000ms' },
      { target: 500, duration: '0s' },
      { target: 10, duration: '5000ms' },
    ]);
  });

  it('have the thresholds that k6 can judge, of everything, a phase or a journey', () => {
    const { thresholds } = toK6Options(findScenario('spike'));
    expect(thresholds['journey_duration{phase:spike}']).toEqual(['p(95)<1500']);
    expect(thresholds['journey_failed']).toEqual(['rate<0.01']);
    expect(toK6Options(findScenario('soak')).thresholds['journey_duration{journey:purchase}']).toEqual(['p(95)<2000']);
  });

  it('end a stress search at the first step that breaks', () => {
    const { thresholds, scenarios } = toK6Options(forK6(findScenario('stress')));
    const abort = { abortOnFail: true, delayAbortEval: '4s' };
    expect(thresholds['journey_duration{phase:20/s}']).toEqual([{ threshold: 'p(95)<500', ...abort }]);
    expect(thresholds['journey_failed{phase:28/s}']).toEqual([{ threshold: 'rate<0.01', ...abort }]);
    expect(scenarios['stress']?.stages.at(-1)).toEqual({ target: expect.any(Number), duration: '8000ms' });
  });
});

describe('what k6 found out', () => {
  it('becomes a run of ours: counts, shares, latencies, errors, ends', () => {
    const metrics = {
      journey_duration: trend(200, 80),
      'journey_duration{journey:rush}': trend(200, 80),
      journey_failed: { value: 0.02, passes: 4, fails: 196 },
      journey_injected: { value: 0.01 },
      http_reqs: { rate: 31.5 },
      'journey_errors{type:503 overloaded}': { count: 4 },
      'journey_errors{type:on purpose}': { count: 2 },
      'http_req_duration{name:POST /api/orders}': trend(200, 60),
      'journey_outcomes{outcome:seat bought}': { count: 50 },
    };
    const result = toRunResult({ metrics }, { ...context, scenario: findScenario('flash-sale') });
    expect(result).toMatchObject({
      ...{
        engine: 'k6',
        model: 'open',
        started: 200,
        planned: 200,
        completed: 194,
        failed: 4,
        requestsPerSecond: 31.5,
      },
      outcomes: { 'seat bought': 50 },
      errors: [
        { type: '503 overloaded', count: 4, injected: false },
        { type: 'on purpose', count: 2, injected: true },
      ],
      endpoints: [{ name: 'POST /api/orders', percentiles: { p95: 60 } }],
      journeys: [{ name: 'rush', percentiles: { p95: 80 } }],
    });
  });

  it('is inconclusive when k6 left journeys out', () => {
    const metrics = { journey_duration: trend(90, 80), dropped_iterations: { count: 10 } };
    const result = toRunResult({ metrics }, { ...context, scenario: findScenario('browse') });
    const verdict = judge({ ...result, ...around }, [parseThreshold('p95<500')]);
    expect(verdict).toMatchObject({ kind: 'inconclusive', reasons: [expect.stringContaining('10 of the journeys')] });
  });

  it('shows the knee between the last step that held and the first that did not', () => {
    const metrics = {
      journey_duration: trend(300, 80),
      'journey_duration{phase:20/s}': trend(160, 80),
      'journey_duration{phase:28/s}': trend(140, 900),
    };
    const { knee } = toRunResult({ metrics }, { ...context, scenario: forK6(findScenario('stress')) });
    expect(knee).toEqual({ rate: 20, brokeAt: 28, because: 'p95<500 was missed: 900.0 ms', byGenerator: false });
  });

  it('says nothing of a phase that it never came to', () => {
    const scenario = scaleScenario(findScenario('spike'), { rate: 5, seconds: 4 });
    const result = toRunResult({ metrics: { journey_duration: trend(5, 80) } }, { ...context, scenario });
    const check = parseThreshold('before p95<500').check({ ...result, ...around });
    expect(check).toEqual({ met: false, actual: 'no data' });
  });
});
