import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../platform/replace-file.ts';
import type { Attempt } from './score.ts';

const attemptSchema = z.object({
  exercise: z.string(),
  title: z.string(),
  hard: z.boolean(),
  seed: z.int(),
  startedAt: z.string(),
  detectedAt: z.string().nullable(),
  mitigatedAt: z.string().nullable(),
  hintsTaken: z.int(),
  hintCost: z.int(),
  wrongAnswers: z.int(),
  gaveUp: z.string().nullable(),
});

/** What restoring has to undo. */
const runningSchema = z.object({
  attempt: attemptSchema,
  faults: z.array(z.string()),
  manifests: z.array(z.string()),
  releases: z.array(z.string()).describe('services'),
  /** As it was before. */
  autoscaler: z.object({ enabled: z.boolean(), off: z.array(z.string()) }),
  /** Wished instances of each service, as they were before. */
  sizes: z.record(z.string(), z.int()),
  /** Whether they were about before. */
  shoppers: z.boolean().default(false),
  /** Those that lay there before: they are somebody else's. */
  deadLetters: z.array(z.string()).default([]),
});
export type RunningExercise = z.output<typeof runningSchema>;

const fileSchema = z.object({ running: runningSchema.nullable(), attempts: z.array(attemptSchema) });
type Kept = z.output<typeof fileSchema>;

/** Keeps the running exercise and all earlier attempts in one file, replaced as a whole. */
export function createAttemptStore(file: string) {
  function read(): Kept {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return { running: null, attempts: [] };
    }
    return fileSchema.parse(JSON.parse(text));
  }
  function write(kept: Kept): void {
    mkdirSync(dirname(file), { recursive: true });
    replaceFile(file, JSON.stringify(kept, null, 2));
  }
  return {
    running: () => read().running,
    attempts: (): Attempt[] => read().attempts,
    setRunning(running: RunningExercise): void {
      write({ ...read(), running });
    },
    /** Forgets the running one, which never really began. */
    discard: () => write({ ...read(), running: null }),
    /** The running one becomes an attempt among the others. */
    finish(): void {
      const { running, attempts } = read();
      write({ running: null, attempts: running === null ? attempts : [...attempts, running.attempt] });
    },
  };
}
export type AttemptStore = ReturnType<typeof createAttemptStore>;
