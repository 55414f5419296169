import { createAttemptStore, type RunningExercise } from './attempt-store.ts';
import { breakIt } from './break-it.ts';
import { type Finding, runCheck } from './checks.ts';
import type { Exercise } from './exercise-schema.ts';
import { ExerciseConflict, findExercise } from './find-exercise.ts';
import { hardQuestion, veil, withCause } from './hard-mode.ts';
import { undoIt } from './undo-it.ts';
import { endOf, faultLeaseSeconds } from './time-limit.ts';
import type { ExerciseWorld } from './world.ts';

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

  function mustRun(): RunningExercise {
    const running = store.running();
    if (running === null) throw new ExerciseConflict('No exercise runs; start one first.');
    return running;
  }

  /** What runs, and the question that is asked about it. */
  function current(): { running: RunningExercise; exercise: Exercise; question: Exercise['question'] } {
    const running = mustRun();
    const exercise = findExercise(exercises, running.attempt.exercise);
    const { hard, seed } = running.attempt;
    return { running, exercise, question: hard ? hardQuestion(exercise, exercises, seed) : exercise.question };
  }

  /** Not while it is being started or restored, which writes down its own. */
  function settled(): ReturnType<typeof current> {
    const found = current();
    mustBeIdle();
    return found;
  }

  function mustBeIdle(): void {
    if (busy !== null) throw new ExerciseConflict(`The exercise is still being ${busy}; try again in a moment.`);
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
    const exercise = findExercise(exercises, name);
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
      await undoIt(world, running);
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
    const { running, question } = settled();
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
    const isVeiled = attempt.hard && attempt.detectedAt === null && !solved;
    return { solved, gaveUp: attempt.gaveUp, findings: isVeiled ? veil(findings) : findings };
  }

  /** Keeps the faults of what runs alive, to be called more often than they live; they end with the exercise at the latest. */
  async function renewFaults(): Promise<void> {
    const running = store.running();
    if (running === null || busy === 'restored') return;
    const left = Math.floor((endOf(running.attempt) - world.clock()) / 1_000);
    if (left < 1) return;
    for (const id of running.faults) await world.faults.renew(id, Math.min(left, faultLeaseSeconds));
  }

  /** Clearing the faults, or taking the service away, makes every symptom vanish without repairing anything. */
  async function whyGivenUp({ faults, attempt }: RunningExercise): Promise<string | null> {
    if (world.clock() >= endOf(attempt)) return 'its two hours were over';
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
    // also one whose lab.yaml has become wrong meanwhile
    const running = mustRun();
    mustBeIdle();
    busy = 'restored';
    try {
      await undoIt(world, running);
      store.finish();
    } finally {
      busy = null;
    }
  }

  return {
    list: () => exercises,
    running: () => store.running(),
    current,
    attempts: () => store.attempts(),
    start,
    /** One that the seed picks, the same for all who use it, in which something is wrong; its name stays unsaid. */
    startRandom(seed: number) {
      const choices = withCause(exercises);
      return start(choices[seed % choices.length]?.name ?? '', { seed, hard: true });
    },
    hint,
    diagnose,
    verify,
    restore,
    renewFaults,
  };
}
export type ExerciseEngine = ReturnType<typeof createExerciseEngine>;
