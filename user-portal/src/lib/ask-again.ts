import type { ApiAnswer } from '@ticketlab/ui/api/client.ts';
import { nextTryMs } from '@ticketlab/ui/api/query-client.ts';

const staleAgainMs = 5_000;

/**
 * When a query is worth another try by itself, in milliseconds: after a temporary failure, and while its answer is an old
 * copy; otherwise every `everyMs`.
 */
export function askAgain(
  answers: readonly (ApiAnswer<unknown> | undefined)[],
  error: unknown,
  everyMs: number | false = false,
): number | false {
  const waitMs = nextTryMs(error);
  if (waitMs !== undefined) return waitMs;
  return answers.some((answer) => answer?.stale === true) ? staleAgainMs : everyMs;
}
