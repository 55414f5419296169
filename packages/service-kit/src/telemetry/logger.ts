import { isNativeError } from 'node:util/types';
import { pino, type DestinationStream, type Logger, stdTimeFunctions } from 'pino';
import { currentContext } from './context.ts';

export type { Logger };

const confidential = [
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'secret',
  'cardNumber',
  'card',
  'cvc',
  'email',
];

/**
 * JSON lines on standard output (or `destination`), each with service, instance and the ids of the current request.
 * Tokens, passwords, cards and e-mail addresses are blanked up to three levels deep.
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
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: contextFields,
    serializers: { err: toLoggedError },
    redact: {
      paths: confidential.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[hidden]',
    },
  };
  return pino(settings, options.destination ?? pino.destination({ fd: 1, sync: false }));
}

// pino adds each line's own fields to what this returns: a new object every time
function contextFields(): object {
  const context = currentContext();
  if (context === undefined) return {};
  return { requestId: context.requestId, traceId: context.traceId, userId: context.userId };
}

/** Only what tells the error: the properties that drivers add may quote rows, e-mail addresses included. */
function toLoggedError(error: unknown): unknown {
  if (!isNativeError(error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { type: name, message, code, stack, ...(cause === undefined ? {} : { cause: toLoggedError(cause) }) };
}
