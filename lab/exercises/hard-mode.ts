import { seededRandom } from '../load/seeded-random.ts';
import type { Finding } from './checks.ts';
import type { Exercise } from './exercise-schema.ts';

const otherCauses = 5;

/** Those in which something is wrong that can be named. */
export const withCause = (exercises: readonly Exercise[]): Exercise[] =>
  exercises.filter(({ cause }) => cause !== undefined);

/** The exercise's own question would tell where to look, so its cause stands among those of other exercises. */
export function hardQuestion(exercise: Exercise, all: readonly Exercise[], seed: number): Exercise['question'] {
  const { cause = '', question } = exercise;
  const random = seededRandom(seed);
  const others = withCause(all)
    .filter(({ name }) => name !== exercise.name)
    .map((other) => ({ cause: other.cause ?? '', rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, otherCauses);
  // in an order that says nothing
  const answers = [cause, ...others.map((other) => other.cause)].sort();
  return { ask: 'What is the cause?', answers, right: answers.indexOf(cause) + 1, because: question.because };
}

/** What is unmet would name the service and the repair; whoever knows the cause may read it. */
export function veil(findings: readonly Finding[]): Finding[] {
  return findings.map(({ met }, index) => ({
    met,
    seen: `check ${index + 1} of ${findings.length}`,
    why: 'In hard mode its reason is told once you have named the cause.',
  }));
}
