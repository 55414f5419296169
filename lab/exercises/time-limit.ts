/** How long an exercise may take; then its faults end, and the attempt with them. */
export const longestExerciseMs = 2 * 3_600_000;

/** How long its faults live without being renewed: so long after a controller that has died for good. */
export const faultLeaseSeconds = 600;

export function endOf({ startedAt }: { startedAt: string }): number {
  return Date.parse(startedAt) + longestExerciseMs;
}
