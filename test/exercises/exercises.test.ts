import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { withCause } from '@ticketlab/lab/exercises/hard-mode';
import { readExercises } from '@ticketlab/lab/exercises/read-exercises';
import { eventually } from '@ticketlab/testing/eventually';
import { createLabUnderTest, type LabUnderTest } from '../e2e/lab-under-test.ts';
import { createTrainee, type Trainee, type Verified } from './trainee.ts';

const root = resolve(import.meta.dirname, '../..');
const { exercises } = readExercises(join(root, 'labs'));
const patience = { timeoutMs: 45_000, intervalMs: 500 };

/** One lab for all of them, one after the other: each must leave it as it was. */
describe('the exercises', () => {
  let lab: LabUnderTest;
  let trainee: Trainee;

  beforeAll(async () => {
    lab = await createLabUnderTest({
      BCRYPT_COST: '4',
      // an exercise that is about the autoscaler switches it on
      AUTOSCALER: 'off',
      BREAKER_RESET_MS: '2000',
      RECONCILE_EVERY_MS: '2000',
      RECONCILE_GRACE_MS: '2000',
      WORK_DUE_MS: '1000',
    });
    const { code, stdout, stderr } = await lab.script('deploy');
    if (code !== 0) throw new Error(`./deploy.sh ended with ${code}:\n${stdout}\n${stderr}`);
    trainee = await createTrainee(lab);
    await trainee.call(200, 'PUT', '/autoscaler', { timeScale: 10 });
  }, 180_000);
  afterAll(() => lab.close(), 60_000);

  // one that goes wrong must not take the next ones with it
  afterEach(async () => {
    const { running } = await trainee.call<{ running: object | null }>(200, 'GET', '/exercises/current');
    if (running !== null) await trainee.call(204, 'POST', '/exercises/current/restore');
  }, 60_000);

  it.each(exercises.map((exercise) => [exercise.name, exercise] as const))(
    '%s: broken, diagnosed, repaired as documented, restored',
    async (name, { question, hints }) => {
      const started = await trainee.call<{ name: string; hintsLeft: number }>(201, 'POST', `/exercises/${name}/start`, {
        seed: 7,
      });
      expect(started).toMatchObject({ name, hintsLeft: hints.length });

      const broken = await trainee.verify();
      expect(broken).toMatchObject({ solved: false, gaveUp: null, points: 0 });
      expect(broken.findings.filter(({ met }) => !met).map(({ why }) => why)).not.toContain('');

      const wrong = question.right === 1 ? 2 : 1;
      expect(await trainee.diagnose(wrong)).toEqual({ right: false, because: null });
      expect(await trainee.diagnose(question.right)).toEqual({ right: true, because: question.because });

      await repair(name);
      // on a machine that is busy with other tests, a load test may have to be run again
      const { points } = await untilSolved().catch(async () => {
        await repair(name);
        return untilSolved();
      });
      expect(points).toBe(85);

      await trainee.call(204, 'POST', '/exercises/current/restore');
      await expectClean();
    },
    240_000,
  );

  it('random keeps its name to itself', async () => {
    const seed = withCause(exercises).findIndex(({ name }) => name === '02-slow-instance');
    const shown = await trainee.call(201, 'POST', '/exercises/random/start', { seed });
    const [current, list, faults, monitor] = await Promise.all([
      trainee.call(200, 'GET', '/exercises/current'),
      trainee.call<{ items: { best: number | null }[] }>(200, 'GET', '/exercises'),
      trainee.call(200, 'GET', '/faults'),
      lab.script('monitor', '--json'),
    ]);
    expect(shown).toMatchObject({ name: null, title: null, symptom: null, question: 'What is the cause?' });
    const { findings } = await trainee.verify();
    expect(findings.map(({ seen }) => seen)).toEqual(['check 1 of 2', 'check 2 of 2']);
    expect(faults).toEqual({ items: [], exerciseRunning: true });
    expect((JSON.parse(monitor.stdout) as { faults: { kind: string }[] }).faults).toEqual([
      { kind: 'exercise', active: 1 },
    ]);
    for (const { name, title, story } of exercises) {
      const told = JSON.stringify([shown, current, faults]) + monitor.stdout;
      expect([name, title, story].filter((text) => told.includes(text))).toEqual([]);
    }
    expect(new Set(list.items.map(({ best }) => best))).toEqual(new Set([85]));

    await trainee.call(200, 'DELETE', '/faults');
    expect(await trainee.verify()).toMatchObject({ gaveUp: 'the faults were cleared, or ran out', points: 0 });
    await trainee.call(204, 'POST', '/exercises/current/restore');
    await expectClean();
  }, 90_000);

  async function untilSolved(): Promise<Verified> {
    return eventually(async () => {
      const verification = await trainee.verify();
      expect(verification.findings.filter(({ met }) => !met)).toEqual([]);
      expect(verification).toMatchObject({ solved: true, gaveUp: null });
      return verification;
    }, patience);
  }

  /** What the documented solution tells to type. */
  async function repair(name: string): Promise<void> {
    const text = readFileSync(join(root, 'docs/solutions', `${name}.md`), 'utf8');
    const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, lines = '']) => lines);
    expect(blocks).toHaveLength(1);
    await lab.shell(blocks[0] ?? '');
  }

  async function expectClean(): Promise<void> {
    expect(await trainee.call(200, 'GET', '/faults')).toEqual({ items: [], exerciseRunning: false });
    expect(await trainee.call(200, 'GET', '/exercises/current')).toEqual({ running: null });
    expect(manifestsIn(lab.home)).toEqual([]);
    await eventually(async () => {
      const { violations } = (await lab.internal('order-service', '/internal/reconcile')) as {
        violations: { invariant: string; count: number }[];
      };
      expect(violations.filter(({ count }) => count > 0)).toEqual([]);
      expect(await trainee.concerns()).toEqual([]);
    }, patience);
  }
});

function manifestsIn(home: string): string[] {
  try {
    return readdirSync(join(home, 'manifests'));
  } catch {
    return [];
  }
}
