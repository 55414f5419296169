import { z } from 'zod';

/**
 * The closed list of error codes (RFC 9457). `type` is `/problems/<code>`; status and title never vary within a code.
 */
export const problems = {
  'validation-failed': { status: 400, title: 'The request is not valid' },
  'malformed-body': { status: 400, title: 'The request body cannot be read' },
  'idempotency-key-required': { status: 400, title: 'An Idempotency-Key header is required' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  'token-expired': { status: 401, title: 'The access token has expired' },
  'session-revoked': { status: 401, title: 'This session has ended' },
  'invalid-credentials': { status: 401, title: 'E-mail or password is wrong' },
  'refresh-token-invalid': { status: 401, title: 'The refresh token is not valid' },
  'payment-declined': { status: 402, title: 'The payment was declined' },
  forbidden: { status: 403, title: 'You may not do this' },
  'account-locked': { status: 403, title: 'This account is locked' },
  'address-denied': { status: 403, title: 'Your network address is not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'route-not-found': { status: 404, title: 'No such route' },
  'method-not-allowed': { status: 405, title: 'This route does not support the method' },
  conflict: { status: 409, title: 'The request conflicts with the current state' },
  'email-taken': { status: 409, title: 'An account with this e-mail exists already' },
  'sold-out': { status: 409, title: 'Not enough tickets are left' },
  'seat-taken': { status: 409, title: 'A chosen seat is taken' },
  'event-not-on-sale': { status: 409, title: 'The event is not on sale' },
  'customer-limit-reached': { status: 409, title: 'The limit of tickets per customer is reached' },
  'order-not-payable': { status: 409, title: 'The order cannot be paid in its current state' },
  'reservation-released': { status: 409, title: 'The reservation has been released' },
  'already-checked-in': { status: 409, title: 'The ticket has been used already' },
  'idempotency-in-progress': { status: 409, title: 'A request with this Idempotency-Key is still running' },
  'version-mismatch': { status: 412, title: 'Somebody else changed this in the meantime' },
  'body-too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-media-type': { status: 415, title: 'Send JSON' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key was used with another body' },
  'if-match-required': { status: 428, title: 'An If-Match header is required' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'login-throttled': { status: 429, title: 'Too many failed sign-ins' },
  'client-closed-request': { status: 499, title: 'The client left before the answer' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  'simulated-failure': { status: 500, title: 'A failure the lab simulated on purpose' },
  'runtime-unsupported': { status: 501, title: 'The runtime of this lab cannot do that' },
  'bad-gateway': { status: 502, title: 'The service behind the gateway answered badly' },
  'service-unavailable': { status: 503, title: 'The service is not available right now' },
  'circuit-open': { status: 503, title: 'The circuit breaker of this service is open' },
  overloaded: { status: 503, title: 'Too many requests are in flight' },
  'signing-keys-unavailable': { status: 503, title: 'Tokens cannot be verified right now' },
  'payment-provider-down': { status: 503, title: 'The payment provider is not available' },
  'upstream-timeout': { status: 504, title: 'The service did not answer in time' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

export const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

export const problemSchema = z
  .object({
    type: z.string().describe('A stable URI path: /problems/<code>'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional().describe('The path of the request'),
    requestId: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.output<typeof problemSchema>;

/** `/problems/sold-out` -> `sold-out`; undefined for a type that is not ours. */
export function problemCodeOf(type: string): ProblemCode | undefined {
  const code = type.replace(/^\/problems\//, '');
  return Object.hasOwn(problems, code) ? (code as ProblemCode) : undefined;
}
