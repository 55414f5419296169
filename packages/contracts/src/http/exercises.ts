import { z } from 'zod';
import { timestampSchema } from '../primitives.ts';

/** GET /api/lab/exercises */
export const exerciseListSchema = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        level: z.enum(['first steps', 'easy', 'medium', 'hard']),
        minutes: z.int(),
        teaches: z.string(),
        best: z.int().nullable().describe('the most points of all attempts; null: never solved'),
      }),
    ),
    broken: z
      .array(z.object({ name: z.string(), problems: z.array(z.string()).describe('file, line and reason') }))
      .describe('folders whose lab.yaml is wrong; these exercises cannot be started'),
  })
  .meta({ id: 'ExerciseList' });

/** What a trainee may know while an exercise runs. */
export const runningExerciseSchema = z
  .object({
    name: z.string().nullable().describe('null in hard mode'),
    title: z.string().nullable(),
    story: z.string(),
    symptom: z.string().nullable().describe('null in hard mode: finding it is the exercise'),
    question: z.string(),
    answers: z.array(z.string()),
    startedAt: timestampSchema,
    endsAt: timestampSchema.describe('when it counts as given up, if it is not solved'),
    detectedAt: timestampSchema.nullable(),
    mitigatedAt: timestampSchema.nullable(),
    hintsLeft: z.int(),
    hintCost: z.int(),
    wrongAnswers: z.int(),
    gaveUp: z.string().nullable(),
  })
  .meta({ id: 'RunningExercise' });
export type ShownExercise = z.output<typeof runningExerciseSchema>;

/** GET /api/lab/exercises/current */
export const currentExerciseSchema = z.object({ running: runningExerciseSchema.nullable() });

export const exerciseParamsSchema = z.object({ name: z.string().min(1).max(60) });
export const startExerciseSchema = z.object({ seed: z.int().min(0).max(4_294_967_295).default(1) });
export const hintSchema = z.object({ text: z.string(), cost: z.int(), left: z.int() });
export const diagnoseSchema = z.object({ answer: z.int().min(0) });
export const diagnosisSchema = z.object({ right: z.boolean(), because: z.string().nullable() });

export const verificationSchema = z
  .object({
    solved: z.boolean(),
    gaveUp: z.string().nullable(),
    findings: z.array(z.object({ met: z.boolean(), seen: z.string(), why: z.string() })),
    points: z.int().min(0).max(100),
  })
  .meta({ id: 'Verification' });

/** One attempt with its points; what `exercise export` writes and `class report` reads. */
export const attemptSchema = z
  .object({
    exercise: z.string(),
    title: z.string(),
    hard: z.boolean(),
    seed: z.int(),
    startedAt: timestampSchema,
    detectedAt: timestampSchema.nullable(),
    mitigatedAt: timestampSchema.nullable(),
    hintsTaken: z.int(),
    hintCost: z.int(),
    wrongAnswers: z.int(),
    gaveUp: z.string().nullable(),
    points: z.int().min(0).max(100),
    secondsToDetect: z.number().nullable(),
    secondsToMitigate: z.number().nullable(),
  })
  .meta({ id: 'Attempt' });
export const attemptsSchema = z.object({ items: z.array(attemptSchema) });
export type ScoredAttempt = z.output<typeof attemptSchema>;
