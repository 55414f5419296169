import {
  attemptsSchema,
  currentExerciseSchema,
  diagnoseSchema,
  diagnosisSchema,
  exerciseListSchema,
  exerciseParamsSchema,
  hintSchema,
  runningExerciseSchema,
  type ScoredAttempt,
  type ShownExercise,
  startExerciseSchema,
  verificationSchema,
} from '@ticketlab/contracts/http/exercises';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { ExerciseEngine } from '../../../exercises/engine.ts';
import { ExerciseConflict, ExerciseUnknown } from '../../../exercises/find-exercise.ts';
import type { Exercises } from '../../../exercises/read-exercises.ts';
import { type Attempt, pointsOf, timesOf } from '../../../exercises/score.ts';
import { endOf } from '../../../exercises/time-limit.ts';

/** Exercises: list, start, hints, diagnosis, verification, restore, scores. Nothing here gives an answer away. */
export function exerciseRoutes(engine: ExerciseEngine, broken: Exercises['broken']): Route[] {
  const problems = ['conflict', 'service-unavailable'] as const;
  return [
    route({
      method: 'get',
      path: '/api/lab/exercises',
      summary: 'All exercises, from first steps to hard',
      auth: 'admin',
      responses: { 200: exerciseListSchema },
      handler: () => {
        const attempts = engine.attempts();
        const items = engine.list().map(({ name, title, level, minutes, teaches }) => {
          const points = attempts.filter((one) => one.exercise === name && one.mitigatedAt !== null).map(pointsOf);
          return { name, title, level, minutes, teaches, best: points.length === 0 ? null : Math.max(...points) };
        });
        return Promise.resolve({ status: 200, body: { items, broken } });
      },
    }),
    route({
      method: 'get',
      path: '/api/lab/exercises/current',
      summary: 'The exercise that runs, as far as a trainee may know it',
      auth: 'admin',
      responses: { 200: currentExerciseSchema },
      problems: ['not-found'],
      handler: async () => {
        const isRunning = engine.running() !== null;
        return { status: 200, body: { running: isRunning ? await guarded(() => shown(engine)) : null } };
      },
    }),
    route({
      method: 'get',
      path: '/api/lab/exercises/attempts',
      summary: 'Every finished attempt with its points and times',
      auth: 'admin',
      responses: { 200: attemptsSchema },
      handler: () => Promise.resolve({ status: 200, body: { items: engine.attempts().map(toScored) } }),
    }),
    route({
      method: 'post',
      path: '/api/lab/exercises/:name/start',
      summary: 'Break the system as the exercise says; `random` lets the seed choose and keeps its name to itself',
      auth: 'admin',
      params: exerciseParamsSchema,
      body: startExerciseSchema,
      responses: { 201: runningExerciseSchema },
      problems: [...problems, 'not-found'],
      handler: async ({ params: { name }, body: { seed } }) => {
        await guarded(() => (name === 'random' ? engine.startRandom(seed) : engine.start(name, { seed, hard: false })));
        return { status: 201, body: shown(engine) };
      },
    }),
    route({
      method: 'post',
      path: '/api/lab/exercises/current/hint',
      summary: 'The next hint; it costs points',
      auth: 'admin',
      responses: { 200: hintSchema },
      problems,
      handler: async () => ({ status: 200, body: await guarded(() => engine.hint()) }),
    }),
    route({
      method: 'post',
      path: '/api/lab/exercises/current/diagnose',
      summary: 'Answer the question: what is the cause?',
      auth: 'admin',
      body: diagnoseSchema,
      responses: { 200: diagnosisSchema },
      problems,
      handler: async ({ body: { answer } }) => ({ status: 200, body: await guarded(() => engine.diagnose(answer)) }),
    }),
    route({
      method: 'post',
      path: '/api/lab/exercises/current/verify',
      summary: 'Ask the live system whether it is repaired, with the reason for every check that is not met',
      auth: 'admin',
      responses: { 200: verificationSchema },
      problems,
      handler: async () => {
        const verification = await guarded(() => engine.verify());
        const points = pointsOf(engine.current().running.attempt);
        return { status: 200, body: { ...verification, points } };
      },
    }),
    route({
      method: 'post',
      path: '/api/lab/exercises/current/restore',
      summary: 'End the exercise and undo what it did',
      auth: 'admin',
      responses: { 204: null },
      problems,
      handler: async () => {
        await guarded(() => engine.restore());
        return { status: 204 };
      },
    }),
  ];
}

async function guarded<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ExerciseUnknown) throw new ProblemError('not-found', error.message);
    if (error instanceof ExerciseConflict) throw new ProblemError('conflict', error.message);
    throw error;
  }
}

function shown(engine: ExerciseEngine): ShownExercise {
  const { running, exercise, question } = engine.current();
  const { attempt } = running;
  const { hard } = attempt;
  return {
    name: hard ? null : exercise.name,
    title: hard ? null : exercise.title,
    story: hard ? 'Something is wrong. Find out what it is.' : exercise.story,
    symptom: hard ? null : exercise.symptom,
    question: question.ask,
    answers: question.answers,
    startedAt: attempt.startedAt,
    endsAt: new Date(endOf(attempt)).toISOString(),
    detectedAt: attempt.detectedAt,
    mitigatedAt: attempt.mitigatedAt,
    hintsLeft: exercise.hints.length - attempt.hintsTaken,
    hintCost: attempt.hintCost,
    wrongAnswers: attempt.wrongAnswers,
    gaveUp: attempt.gaveUp,
  };
}

function toScored(attempt: Attempt): ScoredAttempt {
  const { toDetect, toMitigate } = timesOf(attempt);
  return { ...attempt, points: pointsOf(attempt), secondsToDetect: toDetect, secondsToMitigate: toMitigate };
}
