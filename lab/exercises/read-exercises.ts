import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { type Exercise, exerciseSchema } from './exercise-schema.ts';

/** A lab.yaml that is not what it should be; the message names file, line and reason, one a line. */
class ExerciseError extends Error {}

export interface Exercises {
  /** In order of their numbers. */
  exercises: Exercise[];
  /** Folders whose lab.yaml is wrong, with file, line and reason of each complaint; they cost no other exercise. */
  broken: { name: string; problems: string[] }[];
}

/** All exercises of the folder `labs`. */
export function readExercises(labsDir: string): Exercises {
  const names = readdirSync(labsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d\d-/.test(entry.name))
    .map(({ name }) => name)
    .sort();
  const found: Exercises = { exercises: [], broken: [] };
  for (const name of names) {
    try {
      found.exercises.push(readExercise(labsDir, name));
    } catch (error) {
      if (!(error instanceof ExerciseError)) throw error;
      found.broken.push({ name, problems: error.message.split('\n') });
    }
  }
  return found;
}

function readExercise(labsDir: string, name: string): Exercise {
  const shown = join(basename(labsDir), name, 'lab.yaml');
  const file = join(labsDir, name, 'lab.yaml');
  if (!existsSync(file)) throw new ExerciseError(`${shown} is missing`);
  return { ...parseExercise(readFileSync(file, 'utf8'), shown), name };
}

/** @throws ExerciseError naming `file`, line and reason */
export function parseExercise(text: string, file: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) {
    throw new ExerciseError(`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message.split('\n')[0] ?? ''}`);
  }
  const parsed = exerciseSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map((issue) => {
    const { path, message } = issue;
    const line = lineOf(issue.code === 'unrecognized_keys' ? [...path, issue.keys[0] ?? ''] : path);
    return `${file}:${line}: ${path.map(String).join('.') || 'the file'}: ${message}`;
  });
  throw new ExerciseError(complaints.join('\n'));

  /** Of the innermost part of the path that exists. */
  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range !== undefined) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}
