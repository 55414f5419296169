import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AutoscalerDecision } from '@ticketlab/contracts/http/autoscaler';
import { eventually } from '@ticketlab/testing/eventually';
import { startJobs } from '../../autoscaler/experiment/job-driver.ts';
import { judge, readCurve, type Actual } from '../../autoscaler/experiment/judge.ts';
import { createPace } from '../../autoscaler/experiment/pace.ts';
import { promise } from '../../autoscaler/experiment/promise.ts';
import { calibrationInterval, cpuWork, intervalFor, loadOf, memoryWork } from '../../autoscaler/experiment/work.ts';
import { predict, type PredictionInput } from '../../autoscaler/predict.ts';
import { options, spec } from './observations.ts';

const toInput = (millicores: number): PredictionInput => ({
  spec: spec({ maxReplicas: 6 }),
  requests: { cpu: 100, memory: 1_000_000_000 },
  options,
  syncPeriodMs: 15_000,
  load: { millicores, bytes: 0, holdMs: 60_000 },
  cost: { millicores: 5, bytes: 50_000_000, freshBytes: 50_000_000, warmBytes: 50_000_000, busyBytes: 0, keptShare: 0 },
  startUpMs: 1_000,
  replicas: 1,
  firstDecisionMs: 15_000,
});

describe('a promise', () => {
  const machine = { cores: 2, memoryLimitBytes: 256 * 1_048_576 };

  it('is a prediction whose peak a little more or less load does not change', () => {
    const promised = promise({ kind: 'cpu', amount: 300 }, machine, toInput);
    expect(promised).toMatchObject({ kind: 'prediction', peaks: [5, 5, 5], prediction: { peak: 5, resting: 1 } });
  });

  it('is refused where it would, with the nearest load that can be promised', () => {
    const refused = promise({ kind: 'cpu', amount: 72 }, machine, toInput);
    expect(refused).toMatchObject({ kind: 'refused', why: expect.stringMatching(/use --millicores \d+$/) });
    const offered = Number(/(\d+)$/.exec(refused.kind === 'refused' ? refused.why : '')?.[1]);
    expect(Math.abs(offered - 72)).toBeLessThanOrEqual(20);
    expect(promise({ kind: 'cpu', amount: offered }, machine, toInput).kind).toBe('prediction');
  });

  it.each([
    [{ kind: 'cpu', amount: 1_201 } as const, 'with 2 cores at most 1200 can be burnt'],
    [{ kind: 'memory', amount: 500 } as const, 'would be killed at their limit; at most 182'],
  ])('is refused where the machine is too small: %j', (wish, why) => {
    expect(promise(wish, machine, toInput)).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) });
  });
});

describe('work', () => {
  it.each([
    [400, 15_000, 10],
    [250, 1_500, 7],
    [40, 1_500, 4],
  ])('%i millicores in windows of %i ms are jobs of %i CPU ms', (millicores, syncPeriodMs, cpuMs) => {
    const work = cpuWork('order-service', millicores, syncPeriodMs);
    expect(work.path).toBe(`/api/orders/challenge/cpu-intensive?cpuMs=${cpuMs}`);
  });

  it('comes as often as its whole cost allows', () => {
    expect(intervalFor(cpuWork('order-service', 400, 15_000), 400, { cpuMs: 12, bytes: 0 })).toBe(30);
    const memory = memoryWork('api-gateway', 15_000);
    expect(memory.path).toBe('/api/challenge/memory?mb=8&holdMs=10000');
    expect(calibrationInterval(memory, 160)).toBeCloseTo(3_333, 0);
    const cost = { cpuMs: 40, bytes: 16 * 1_048_576 };
    expect(intervalFor(memory, 160, cost)).toBe(1_000);
    expect(loadOf(memory, 160, cost)).toEqual({ millicores: 40, bytes: 160 * 1_048_576 });
  });

  it('slows down when jobs turn out dearer, and not on what a change of instances shows', () => {
    const pace = createPace(400, 5, 10);
    const reading = (ready: number, millicores: number) => ({
      at: 0,
      desired: ready,
      ready,
      millicores,
      bytes: 0,
      instances: ready,
    });
    const first = pace.adjust(reading(1, 485), 40, 1_000);
    expect(first).toBe(25);
    for (let second = 0; second < 30; second += 1) pace.adjust(reading(1, 485), 40, 1_000);
    expect(pace.adjust(reading(1, 485), 40, 1_000)).toBeCloseTo(30, 0);
    expect(pace.adjust(reading(2, 9_000), 40, 1_000)).toBeCloseTo(30, 0);
  });
});

describe('jobs', () => {
  it('are sent by the clock however slow the answers are, and failures are counted', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.statusCode = asked % 4 === 0 ? 503 : 200;
      setTimeout(() => response.end(), 200);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const jobs = startJobs(`http://127.0.0.1:${port}`, { path: '/', intervalMs: 10, reconnect: false });
    await eventually(() => {
      expect(jobs.counts().inFlight).toBeGreaterThan(8);
      return Promise.resolve();
    });
    const { sent, done, failed, inFlight } = await jobs.stop();
    expect({ inFlight, sum: done + failed }).toEqual({ inFlight: 0, sum: sent });
    expect(failed).toBe(Math.floor(sent / 4));
    server.close();
  });
});

describe('judging', () => {
  const prediction = predict(toInput(300));
  const actual: Actual = {
    peak: prediction.peak,
    atEnd: prediction.atEnd,
    resting: prediction.resting,
    restingAtMs: prediction.restingAtMs + 15_000,
    amount: 303,
    jobs: { sent: 1_000, failed: 2 },
    interrupted: false,
    problem: null,
  };
  const latestRestMs = prediction.restingAtMs;
  const verdict = (change: Partial<Actual>) =>
    judge(prediction, { ...actual, ...change }, { wished: 300, syncPeriodMs: 15_000, latestRestMs });

  it('met', () => expect(verdict({})).toMatchObject({ kind: 'met', doubts: [] }));

  it.each([
    ['another peak', { peak: 6 }],
    ['not held', { atEnd: 3 }],
    ['not returned', { resting: 2 }],
    ['too late', { restingAtMs: prediction.restingAtMs + 46_000 }],
    ['never at rest', { restingAtMs: null }],
  ])('missed: %s', (_what, change) => expect(verdict(change).kind).toBe('missed'));

  it.each([
    ['another load', { amount: 320 }],
    ['failed jobs', { jobs: { sent: 1_000, failed: 11 } }],
    ['no job', { jobs: { sent: 0, failed: 0 } }],
    ['interrupted', { interrupted: true }],
    ['an autoscaler that was away', { problem: 'the supervisor cannot be asked' }],
  ])('proves nothing, even with the right curve: %s', (_what, change) => {
    expect(verdict(change)).toMatchObject({ kind: 'inconclusive', doubts: [expect.anything()] });
  });

  it('reads the curve off the decisions', () => {
    const decision = (seconds: number, current: number, desired: number, recommended = desired) =>
      ({ at: new Date(seconds * 1000).toISOString(), current, desired, recommended }) as AutoscalerDecision;
    const decisions = [
      decision(15, 1, 3),
      decision(45, 3, 5),
      decision(60, 5, 5),
      decision(75, 5, 2),
      decision(90, 2, 1),
    ];
    expect(readCurve(decisions, 1, 0, 60_000)).toEqual({ peak: 5, atEnd: 5, resting: 1, restingAtMs: 90_000 });
    const unfinished = [...decisions.slice(0, 3), decision(75, 5, 2, 1)];
    expect(readCurve(unfinished, 1, 0, 60_000)).toMatchObject({ resting: 2, restingAtMs: null });
    expect(readCurve([], 2, 0, 60_000)).toEqual({ peak: 2, atEnd: 2, resting: 2, restingAtMs: 0 });
  });
});
