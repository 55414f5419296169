import { InvalidCredentialsError } from '../domain/errors.ts';
import type { LoginAttempt, LoginThrottle } from './ports.ts';

/** Checks a password within the limits. Only a wrong one counts: not a database that is away, nor a full queue. */
export async function throttled<T>(
  throttle: LoginThrottle,
  attempt: LoginAttempt,
  check: () => Promise<T>,
): Promise<T> {
  await throttle.begin(attempt);
  let checked: T;
  try {
    checked = await check();
  } catch (error) {
    if (!(error instanceof InvalidCredentialsError)) await throttle.takeBack(attempt).catch(() => undefined);
    throw error;
  }
  await throttle.forgive(attempt);
  return checked;
}
