import { pino, type DestinationStream, type Logger, stdTimeFunctions } from 'pino';
import { hideConfidential } from './confidential.ts';
import { currentContext } from './context.ts';
import { logDestination } from './log-destination.ts';
import { logEvent } from './log-events.ts';

export type { Logger };

/**
 * JSON lines on standard output (or `destination`), each with service, instance and the ids of the current request.
 * Tokens, passwords, cards and e-mail addresses are blanked, by name.
 */
export function createLogger(options: {
  service: string;
  instance: string;
  level: string;
  destination?: DestinationStream;
}): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service, instance: options.instance },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: hideConfidential },
    mixin: contextFields,
    serializers: { err: toLoggedError },
  };
  if (options.destination !== undefined) return pino(settings, options.destination);
  const output = logDestination();
  const log = pino(settings, output);
  output.onDropped((lines) => logEvent(log, 'log-dropped', { lines }));
  return log;
}

// pino adds each line's own fields to what this returns: a new object every time
function contextFields(): object {
  const context = currentContext();
  if (context === undefined) return {};
  return { requestId: context.requestId, traceId: context.traceId, userId: context.userId };
}

/** Only what tells the error: the properties that drivers add may quote rows, e-mail addresses included. */
function toLoggedError(error: unknown): unknown {
  if (!isErrorLike(error)) return error;
  const { name, message, stack, code, cause } = error;
  return { type: name, message, code, stack, ...(cause === undefined ? {} : { cause: toLoggedError(cause) }) };
}

function isErrorLike(value: unknown): value is Error & { code?: unknown } {
  return typeof value === 'object' && value !== null && 'stack' in value;
}
