import type { Logger } from './logger.ts';

/** The closed list of named events in the log (field `event`): name, level and what it means. */
export const logEvents = {
  request: { level: 'info', meaning: 'one request was answered' },
  starting: { level: 'info', meaning: 'the process begins to start' },
  ready: { level: 'info', meaning: 'the instance serves requests' },
  draining: { level: 'info', meaning: 'the instance leaves discovery and finishes what it has begun' },
  stopped: { level: 'info', meaning: 'the instance has closed everything' },
  crashed: { level: 'fatal', meaning: 'an error nobody handled ends the process' },
  'log-dropped': { level: 'warn', meaning: 'lines were dropped, because nobody took them in time' },
  'redis-up': { level: 'info', meaning: 'the connection to Redis is back' },
  'redis-down': { level: 'warn', meaning: 'the connection to Redis is lost' },
  'breaker-opened': { level: 'warn', meaning: 'calls to an upstream are refused' },
  'breaker-half-open': { level: 'info', meaning: 'one call to an upstream is let through on trial' },
  'breaker-closed': { level: 'info', meaning: 'calls to an upstream flow again' },
  'instance-added': { level: 'info', meaning: 'discovery learned of an instance' },
  'instance-removed': { level: 'info', meaning: 'discovery dropped an instance' },
  'signing-keys-loaded': { level: 'info', meaning: 'the public keys of access tokens were loaded' },
  'signing-keys-unavailable': { level: 'warn', meaning: 'the public keys could not be loaded' },
  'revocations-loaded': { level: 'debug', meaning: 'the list of ended sessions was loaded' },
  'response-mismatch': { level: 'error', meaning: 'a response body does not match its own schema' },
  'saga-transition': { level: 'info', meaning: 'an order changed its state' },
  'dead-letter': { level: 'error', meaning: 'a message was put into its dead-letter topic' },
  'dead-letter-replayed': { level: 'info', meaning: 'a dead letter was handled after all' },
  'consumer-paused': { level: 'warn', meaning: 'a partition waits for a dependency' },
  'consumer-resumed': { level: 'info', meaning: 'a paused partition goes on' },
  'kafka-up': { level: 'info', meaning: 'the connection to Kafka is back' },
  'kafka-down': { level: 'warn', meaning: 'the connection to Kafka is lost' },
  'outbox-leading': { level: 'info', meaning: 'this instance publishes the outbox' },
  'outbox-stalled': { level: 'warn', meaning: 'the outbox cannot be published' },
  'fault-started': { level: 'warn', meaning: 'a lab fault is active here' },
  'fault-ended': { level: 'info', meaning: 'a lab fault has ended' },
  'challenge-started': { level: 'info', meaning: 'a challenge endpoint begins its work' },
  'invariant-violated': { level: 'error', meaning: 'an invariant of the system does not hold' },
} as const satisfies Record<string, { level: 'debug' | 'info' | 'warn' | 'error' | 'fatal'; meaning: string }>;

export type LogEvent = keyof typeof logEvents;

/** Logs a named event at the level that the list gives it. */
export function logEvent(log: Logger, event: LogEvent, fields: object = {}, message: string = event): void {
  log[logEvents[event].level]({ event, ...fields }, message);
}
