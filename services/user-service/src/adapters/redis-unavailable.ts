import { ProblemError } from '@ticketlab/service-kit/http/problem';

/** Runs a command of the session store; its absence becomes a problem that says what cannot be done meanwhile. */
export async function withRedis<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new ProblemError(
      'service-unavailable',
      'The session store does not answer right now, so nobody can sign in, refresh or sign out. Whoever is signed in stays so.',
      { retryAfter: 2, cause: error },
    );
  }
}
