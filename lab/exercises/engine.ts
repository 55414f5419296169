import { createAttemptStore, type RunningExercise } from './attempt-store.ts';
import { breakIt } from './break-it.ts';
import { type Finding, runCheck } from './checks.ts';
import type { Exercise } from './exercise-schema.ts';
import type { ExerciseWorld } from './world.ts';

/** What one tries to do does not fit what runs; the message says what would. */
export class ExerciseConflict extends Error {}

interface EngineDeps {
  exercises: readonly Exercise[];
  world: ExerciseWorld;
  /** Where attempts are kept. */
  file: string;
}

export interface Verification {
  solved: boolean;
  gaveUp: string | null;
  findings: Finding[];
}

/** Starts one exercise at a time, gives hints, takes the diagnosis, verifies against the live system and restores it. */
export function createExerciseEngine({ exercises, world, file }: EngineDeps) {
  const store = createAttemptStore(file);
  /** What goes on that nothing else may come between. */
  let busy: 'started' | 'restored' | null = null;
  const now = () => new Date(world.clock()).toISOString();

  function find(name: string): Exercise {
    const found = exercises.find((exercise) => exercise.name === name || exercise.name.startsWith(`${name}-`));
    if (found !== undefined) return found;
    throw new ExerciseConflict(
      `There is no exercise ${name}; there are ${exercises.map((one) => one.name).join(', ')}.`,
    );
  }

  function current(): { running: RunningExercise; exercise: Exercise } {
    const running = store.running();
    if (running === null) throw new ExerciseConflict('No exercise runs; start one first.');
    return { running, exercise: find(running.attempt.exercise) };
  }

  /** Not while it is being started or restored, which writes down its own. */
  function settled(): ReturnType<typeof current> {
    const found = current();
    if (busy !== null) throw new ExerciseConflict(`The exercise is still being ${busy}; try again in a moment.`);
    return found;
  }

  async function start(name: string, { seed, hard }: { seed: number; hard: boolean }): Promise<Exercise> {
    const { services } = await world.runtime.state();
    const deadLetters = await world.deadLetterIds();
    const { enabled, off } = world.autoscaler.status().settings;
    const already = store.running();
    if (already !== null) {
      const what = already.attempt.hard ? 'An exercise' : already.attempt.exercise;
      throw new ExerciseConflict(`${what} runs already; restore it first.`);
    }
    const exercise = find(name);
    const running: RunningExercise = {
      attempt: {
        exercise: exercise.name,
        title: exercise.title,
        hard,
        seed,
        startedAt: now(),
        detectedAt: null,
        mitigatedAt: null,
        hintsTaken: 0,
        hintCost: 0,
        wrongAnswers: 0,
        gaveUp: null,
      },
      faults: [],
      manifests: [],
      releases: [],
      autoscaler: { enabled, off },
      sizes: Object.fromEntries(services.map((service) => [service.name, service.desired])),
      shoppers: world.shoppersOn(),
      deadLetters,
    };
    store.setRunning(running);
    busy = 'started';
    try {
      if (exercise.shoppers) await world.shoppers(true);
      await breakIt(world, exercise, running, () => store.setRunning(running));
    } catch (error) {
      await undo(running);
      store.discard();
      throw error;
    } finally {
      busy = null;
    }
    return exercise;
  }

  /** The next hint, at its price. */
  function hint(): { text: string; cost: number; left: number } {
    const { running, exercise } = settled();
    const { attempt } = running;
    const next = exercise.hints[attempt.hintsTaken];
    if (next === undefined) throw new ExerciseConflict('There are no more hints.');
    attempt.hintsTaken += 1;
    attempt.hintCost += next.cost;
    store.setRunning(running);
    return { ...next, left: exercise.hints.length - attempt.hintsTaken };
  }

  /** `answer` is its place in the list, from 1. */
  function diagnose(answer: number): { right: boolean; because: string | null } {
    const { running, exercise } = settled();
    const { question } = exercise;
    if (answer < 1 || answer > question.answers.length) {
      throw new ExerciseConflict(`Choose an answer from 1 to ${question.answers.length}.`);
    }
    const right = answer === question.right;
    if (right) running.attempt.detectedAt ??= now();
    else running.attempt.wrongAnswers += 1;
    store.setRunning(running);
    return { right, because: right ? question.because : null };
  }

  async function verify(): Promise<Verification> {
    const { running: begun, exercise } = settled();
    const { startedAt } = begun.attempt;
    const gaveUp = await whyGivenUp(begun);
    const findings: Finding[] = [];
    for (const check of exercise.verify) findings.push(await runCheck(world, check, Date.parse(startedAt)));
    // that took a while: hints and answers of the meantime count, and what has been restored stays so
    const { running } = settled();
    const { attempt } = running;
    if (attempt.startedAt !== startedAt) throw new ExerciseConflict('The exercise was restored meanwhile.');
    attempt.gaveUp ??= gaveUp;
    const solved = findings.every(({ met }) => met);
    if (solved && attempt.gaveUp === null) attempt.mitigatedAt ??= now();
    store.setRunning(running);
    return { solved, gaveUp: attempt.gaveUp, findings };
  }

  /** Clearing the faults, or taking the service away, makes every symptom vanish without repairing anything. */
  async function whyGivenUp({ faults, attempt }: RunningExercise): Promise<string | null> {
    const inForce = new Set(await world.faults.ids());
    if (faults.some((id) => !inForce.has(id))) return 'the faults were cleared, or ran out';
    const { events } = await world.runtime.state();
    const toZero = events.find(
      ({ at, type, detail }) => at >= attempt.startedAt && type === 'scaled' && detail.endsWith('-> 0'),
    );
    return toZero === undefined ? null : `${toZero.subject} was scaled to zero`;
  }

  /** Ends the exercise and leaves no trace of it: no fault, no dead letter, manifests and sizes as they were. */
  async function restore(): Promise<void> {
    const { running } = settled();
    busy = 'restored';
    try {
      await undo(running);
      store.finish();
    } finally {
      busy = null;
    }
  }

  async function undo(running: RunningExercise): Promise<void> {
    const { faults, manifests, releases, autoscaler, sizes, shoppers, deadLetters } = running;
    for (const id of faults) await world.faults.remove(id);
    for (const service of manifests) world.manifests.remove(service);
    for (const service of releases) await world.runtime.rollback(service);
    if (world.shoppersOn() !== shoppers) await world.shoppers(shoppers);
    world.autoscaler.set(autoscaler);
    for (const { name, desired } of (await world.runtime.state()).services) {
      const before = sizes[name];
      if (before !== undefined && before !== desired) await world.runtime.scale(name, before);
    }
    await world.replayDeadLetters(deadLetters);
  }

  return {
    list: () => exercises,
    running: () => store.running(),
    current,
    attempts: () => store.attempts(),
    start,
    /** One that the seed picks, by all who use the same seed; its name stays unsaid. */
    startRandom: (seed: number) => start(exercises[seed % exercises.length]?.name ?? '', { seed, hard: true }),
    hint,
    diagnose,
    verify,
    restore,
  };
}
export type ExerciseEngine = ReturnType<typeof createExerciseEngine>;
