import type { Prediction } from '../predict.ts';

/** How many replicas are predicted at a time; a decision that comes a little early counts for its own step. */
export function predictedAt({ steps }: Prediction, atMs: number): number {
  const first = steps[0];
  if (first === undefined) return 0;
  const slackMs = ((steps[1]?.atMs ?? first.atMs) - first.atMs) * 0.2;
  return steps.findLast((step) => step.atMs <= atMs + slackMs)?.desired ?? first.current;
}
