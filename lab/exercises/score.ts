/** One attempt at an exercise, as it is kept and exported. */
export interface Attempt {
  exercise: string;
  title: string;
  hard: boolean;
  seed: number;
  startedAt: string;
  /** When the question was answered rightly. */
  detectedAt: string | null;
  /** When all checks were met. */
  mitigatedAt: string | null;
  hintsTaken: number;
  hintCost: number;
  wrongAnswers: number;
  gaveUp: string | null;
}

const full = 100;
const perWrongAnswer = 15;
const withoutDiagnosis = 30;

/** 0 to 100: hints, wrong answers and a repair without a diagnosis cost points; unsolved or given up is 0. */
export function pointsOf(attempt: Attempt): number {
  if (attempt.gaveUp !== null || attempt.mitigatedAt === null) return 0;
  const guessed = attempt.detectedAt === null ? withoutDiagnosis : 0;
  return Math.max(0, full - attempt.hintCost - attempt.wrongAnswers * perWrongAnswer - guessed);
}

/** Seconds from the start; null while it has not happened. */
export function timesOf({ startedAt, detectedAt, mitigatedAt }: Attempt): {
  toDetect: number | null;
  toMitigate: number | null;
} {
  const since = (at: string | null) => (at === null ? null : (Date.parse(at) - Date.parse(startedAt)) / 1000);
  return { toDetect: since(detectedAt), toMitigate: since(mitigatedAt) };
}
