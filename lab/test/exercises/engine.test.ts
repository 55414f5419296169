import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCheck } from '../../exercises/checks.ts';
import { createExerciseEngine, type ExerciseEngine } from '../../exercises/engine.ts';
import { exerciseSchema } from '../../exercises/exercise-schema.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

const exercise = (name: string, steps: object[]) => ({
  ...exerciseSchema.parse({
    title: `Title of ${name}`,
    level: 'easy',
    minutes: 5,
    teaches: 'something',
    story: 'Something has happened to the shop.',
    break: steps,
    symptom: 'it shows',
    hints: [
      { text: 'look', cost: 10 },
      { text: 'look closer', cost: 20 },
    ],
    cause: `Cause of ${name}`,
    question: { ask: 'What?', answers: ['this', 'that'], right: 2, because: 'it is so' },
    verify: [
      { check: 'requests', path: '/', at: 'order-service', times: 3, why: 'replace it' },
      { check: 'invariants', why: 'the books must agree' },
    ],
  }),
  name,
});

const harm = { do: 'fault', kind: 'error', service: 'order-service', on: 'each' };
const exercises = [
  exercise('01-first', [harm]),
  exercise('02-second', [
    { do: 'autoscaler', off: ['order-service'] },
    { do: 'scale', service: 'order-service', instances: 3 },
    { do: 'manifest', service: 'order-service', file: 'hpa.yaml', replace: 'a', with: 'b' },
    { do: 'release', service: 'order-service', version: '2.0.0' },
    { ...harm, on: 'one' },
  ]),
];

describe('the engine', () => {
  let dir: string;
  let world: TestWorld;
  let engine: ExerciseEngine;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'exercises-'));
    world = createTestWorld();
    engine = createExerciseEngine({ exercises, world, file: join(dir, 'exercises.json') });
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('refuses a second start, an unknown name, and anything without a start', async () => {
    expect(() => engine.hint()).toThrow('No exercise runs; start one first.');
    await expect(engine.start('99', { seed: 1, hard: false })).rejects.toThrow('there are 01-first, 02-second');
    await engine.start('01', { seed: 1, hard: false });
    await expect(engine.start('02', { seed: 1, hard: false })).rejects.toThrow('01-first runs already');
  });

  it('lets only one of two starts at once through', async () => {
    const outcomes = await Promise.allSettled(['01', '02'].map((name) => engine.start(name, { seed: 1, hard: false })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('says what is unmet and why, and takes hints and wrong answers into account', async () => {
    await engine.start('01', { seed: 1, hard: false });
    expect(await engine.verify()).toEqual({
      solved: false,
      gaveUp: null,
      findings: [
        { met: false, seen: 'order-service-1: of 1 GET / 1 failed, p95 1 ms', why: 'replace it' },
        { met: true, seen: 'every invariant holds', why: 'the books must agree' },
      ],
    });
    expect(engine.hint()).toEqual({ text: 'look', cost: 10, left: 1 });
    expect(engine.diagnose(1)).toEqual({ right: false, because: null });
    expect(engine.diagnose(2)).toEqual({ right: true, because: 'it is so' });
    expect(() => engine.diagnose(3)).toThrow('Choose an answer from 1 to 2.');
    world.status = 200;
    expect(await engine.verify()).toMatchObject({ solved: true, gaveUp: null });
    await engine.restore();
    expect(engine.attempts()).toMatchObject([{ hintCost: 10, wrongAnswers: 1, gaveUp: null }]);
    expect(engine.attempts()[0]?.mitigatedAt).not.toBeNull();
  });

  it('counts clearing the faults as giving up', async () => {
    await engine.start('01', { seed: 1, hard: false });
    world.inForce.clear();
    world.status = 200;
    expect(await engine.verify()).toMatchObject({ solved: true, gaveUp: 'the faults were cleared, or ran out' });
    await engine.restore();
    expect(engine.attempts()[0]).toMatchObject({ mitigatedAt: null, gaveUp: 'the faults were cleared, or ran out' });
  });

  it('keeps its faults alive as long as it may last, and then it is given up', async () => {
    await engine.start('01', { seed: 1, hard: false });
    const lease = () => [...world.inForce.values()].map(({ ttlSeconds }) => ttlSeconds);
    expect(lease()).toEqual([600]);
    world.pass(2 * 3_600_000 - 400_000);
    await engine.renewFaults();
    // they do not outlive it
    expect(lease()[0]).toBeLessThan(400);
    expect(await engine.verify()).toMatchObject({ gaveUp: null });
    world.pass(400_000);
    expect(await engine.verify()).toMatchObject({ gaveUp: 'its two hours were over' });
    await engine.restore();
    await engine.renewFaults();
    expect(world.inForce.size).toBe(0);
  });

  it('asks in hard mode for one of several causes, and tells what is unmet only to whoever has named it', async () => {
    await engine.startRandom(3);
    const { question } = engine.current();
    expect(question).toMatchObject({
      ask: 'What is the cause?',
      answers: ['Cause of 01-first', 'Cause of 02-second'],
      right: 2,
    });
    const told = async () => (await engine.verify()).findings.map(({ seen }) => seen);
    expect(await told()).toEqual(['check 1 of 2', 'check 2 of 2']);
    expect(engine.diagnose(2)).toEqual({ right: true, because: 'it is so' });
    expect((await told())[0]).toContain('order-service-1: of 1 GET / 1 failed');
  });

  it('counts scaling to zero as giving up, for good', async () => {
    await engine.start('01', { seed: 1, hard: false });
    await world.runtime.scale('order-service', 0);
    await world.runtime.scale('order-service', 1);
    world.status = 200;
    expect(await engine.verify()).toMatchObject({ gaveUp: 'order-service was scaled to zero' });
  });

  it('undoes whatever it or the trainee did', async () => {
    world.autoscaler.set({ enabled: true, off: ['chat-service'] });
    await engine.start('02', { seed: 5, hard: false });
    expect(world.done).toEqual(['shoppers true', 'manifest order-service', 'release order-service 2.0.0']);
    expect([...world.inForce.values()].map(({ target }) => target.instance)).toEqual(['order-service-3']);
    await world.runtime.scale('event-service', 4);
    await engine.restore();
    expect(world.inForce.size).toBe(0);
    expect(world.sizes).toEqual({ 'order-service': 1, 'event-service': 1 });
    expect(world.autoscaler.status().settings).toMatchObject({ enabled: true, off: ['chat-service'] });
    expect(world.done.slice(3)).toEqual([
      'manifest order-service removed',
      'rollback order-service',
      'shoppers false',
      'replayed',
    ]);
    expect(engine.running()).toBeNull();
  });

  it('leaves shoppers as they were, and dead letters that were there before', async () => {
    world.shopping = true;
    world.deadLetters = ['old'];
    await engine.start('01', { seed: 1, hard: false });
    world.deadLetters.push('new');
    await engine.restore();
    expect([world.shopping, world.done.at(-1)]).toEqual([true, 'replayed new']);
  });

  it('does nothing else while it starts, so that what is restored stays so', async () => {
    const breaking = Promise.withResolvers<string>();
    world.faults.start = () => breaking.promise;
    const starting = engine.start('01', { seed: 1, hard: false });
    await new Promise(setImmediate);
    await expect(engine.restore()).rejects.toThrow('still being started');
    expect(() => engine.hint()).toThrow('still being started');
    breaking.resolve('fault-1');
    await starting;
    await Promise.all([engine.restore(), expect(engine.restore()).rejects.toThrow('still being restored')]);
    expect(engine.running()).toBeNull();
  });

  it('notes what it will have to undo before it does it', async () => {
    world.manifests.change = () => {
      expect(engine.running()?.manifests).toEqual(['order-service']);
      throw new Error('the process ends here');
    };
    await expect(engine.start('02', { seed: 1, hard: false })).rejects.toThrow('the process ends here');
    expect(world.done).toContain('manifest order-service removed');
  });

  it('is restored also where its lab.yaml can no longer be read', async () => {
    await engine.start('02', { seed: 1, hard: false });
    const left = exercises.filter(({ name }) => name !== '02-second');
    const again = createExerciseEngine({ exercises: left, world, file: join(dir, 'exercises.json') });
    expect(() => again.current()).toThrow('There is no exercise 02-second');
    await again.restore();
    expect([again.running(), world.inForce.size]).toEqual([null, 0]);
  });

  it('leaves nothing behind when breaking does not work', async () => {
    world.refuse = 'no instance is ready';
    await expect(engine.start('01', { seed: 1, hard: false })).rejects.toThrow('no instance is ready');
    expect([engine.running(), engine.attempts(), world.inForce.size]).toEqual([null, [], 0]);
  });

  it('loses nothing that happens while it verifies, and brings back nothing that was restored then', async () => {
    await engine.start('01', { seed: 1, hard: false });
    const verifying = engine.verify();
    engine.hint();
    engine.diagnose(1);
    await verifying;
    expect(engine.running()?.attempt).toMatchObject({ hintsTaken: 1, wrongAnswers: 1 });

    const late = Promise.withResolvers<[]>();
    world.violations = () => late.promise;
    const abandoned = engine.verify();
    await engine.restore();
    late.resolve([]);
    await expect(abandoned).rejects.toThrow('No exercise runs');
    expect([engine.running(), engine.attempts().length]).toEqual([null, 1]);

    world.violations = () => engine.restore().then(() => engine.start('01', { seed: 1, hard: false }).then(() => []));
    await engine.start('01', { seed: 1, hard: false });
    await expect(engine.verify()).rejects.toThrow('restored meanwhile');
    expect(engine.running()?.attempt.gaveUp).toBeNull();
  });

  it('goes on after a restart of the controller, and picks by seed', async () => {
    await engine.startRandom(3);
    const again = createExerciseEngine({ exercises, world, file: join(dir, 'exercises.json') });
    expect(again.running()?.attempt).toMatchObject({ exercise: '02-second', hard: true });
    await expect(again.start('01', { seed: 1, hard: false })).rejects.toThrow('An exercise runs already');
  });
});

it('a load test that counts although nobody can tell is not called passed', async () => {
  const world = createTestWorld();
  const report = { scenario: 'spike', startedAt: new Date(1_000).toISOString(), seconds: 1, failed: 0, met: [] };
  const check = { check: 'load-test', scenario: 'spike', ended: true, why: 'show it' } as const;
  const seen = async (verdict: 'passed' | 'inconclusive') => {
    world.loadReports = () => Promise.resolve([{ ...report, verdict }]);
    return (await runCheck(world, check, 0)).seen;
  };
  expect(await seen('inconclusive')).toContain('spike ended without a failure (inconclusive) since');
  expect(await seen('passed')).toContain('spike passed since');
});
