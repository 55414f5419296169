import type { z } from 'zod';
import { type FieldError, ProblemError } from './problem.ts';

/** Where a value was found; paths of field errors begin with it, except for the body's. */
type Place = 'path' | 'query' | 'headers' | 'body';

/** @throws {ProblemError} `validation-failed` with a list of `{path, message}` */
export function parseInput(schema: z.ZodType, value: unknown, place: Place): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProblemError('validation-failed', `The ${place} is not valid.`, {
    errors: toFieldErrors(parsed.error, place),
  });
}

function toFieldErrors(error: z.ZodError, place: Place): FieldError[] {
  return error.issues.slice(0, 50).map((issue) => {
    const path = issue.path.map(String).join('.');
    return { path: place === 'body' ? path : [place, path].filter(Boolean).join('.'), message: issue.message };
  });
}
