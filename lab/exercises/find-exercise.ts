import type { Exercise } from './exercise-schema.ts';

/** What one tries to do does not fit what runs; the message says what would. */
export class ExerciseConflict extends Error {}
/** There is no exercise of that name; the message names those that there are. */
export class ExerciseUnknown extends Error {}

/** By its name, or the number it begins with. @throws ExerciseUnknown */
export function findExercise(exercises: readonly Exercise[], name: string): Exercise {
  const found = exercises.find((exercise) => exercise.name === name || exercise.name.startsWith(`${name}-`));
  if (found !== undefined) return found;
  throw new ExerciseUnknown(`There is no exercise ${name}; there are ${exercises.map((one) => one.name).join(', ')}.`);
}
