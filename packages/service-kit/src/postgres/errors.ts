import { DependencyError } from '../messaging/errors.ts';

const socketErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

// pg reports these without a code
const driverMessages =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|Cannot use a pool after calling end|Client was closed)/;

/** `ECONNREFUSED` of a socket, or the five characters of an SQLSTATE. */
function codeOf(error: unknown): string {
  return Error.isError(error) && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The connection cannot be used any more. */
export function isConnectionLoss(error: unknown): boolean {
  if (!Error.isError(error)) return false;
  const code = codeOf(error);
  return socketErrors.has(code) || /^(08|57P|25P03)/.test(code) || driverMessages.test(error.message);
}

/** The server is reachable but did not do the work in time or has no room: statement and lock time-outs, class 53. */
function isOverload(error: unknown): boolean {
  return /^(53...|57014|55P03)$/.test(codeOf(error));
}

/** Serialization failure or deadlock: the same transaction may well succeed when run again. */
export function isRetryableConflict(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error));
}

/** A unique or primary key refused the row. `constraint` narrows it to one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (codeOf(error) !== '23505') return false;
  return constraint === undefined || (error as { constraint?: string }).constraint === constraint;
}

/** A `DependencyError` for what the database's absence or overload caused; any other error unchanged. */
export function toDependencyError(error: unknown): unknown {
  if (error instanceof DependencyError || !Error.isError(error)) return error;
  if (isConnectionLoss(error) || isOverload(error) || isRetryableConflict(error)) {
    return new DependencyError('postgres', error.message, { cause: error });
  }
  return error;
}
