import type { Logger } from '../telemetry/logger.ts';
import { logEvent } from '../telemetry/log-events.ts';
import { ProblemError } from './problem.ts';
import type { Route } from './route.ts';

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * Checks an answer against the route's own schema, as it goes over the wire.
 * @throws {ProblemError} `internal` when the document would lie: unlisted status, wrong or undeclared field
 */
export function checkResponse(route: Route, reply: Reply, log: Logger): void {
  const issues = findIssues(route, reply);
  if (issues === undefined) return;
  const name = `${route.method.toUpperCase()} ${route.path}`;
  logEvent(log, 'response-mismatch', { route: name, status: reply.status, issues });
  throw new ProblemError('internal', `The answer of ${name} does not match its schema: ${JSON.stringify(issues)}`);
}

function findIssues(route: Route, { status, body }: Reply): unknown {
  if (!Object.hasOwn(route.responses, status)) return `status ${status} is not declared`;
  const schema = route.responses[status as keyof Route['responses']];
  if (schema === null || schema === undefined) return body === undefined ? undefined : 'no body is declared';
  if (route.contentType !== undefined) return undefined;
  const wire: unknown = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
  const parsed = schema.safeParse(wire);
  if (!parsed.success) return parsed.error.issues;
  const extra = undeclaredFields(wire, parsed.data, '');
  return extra.length === 0 ? undefined : { undeclared: extra };
}

function undeclaredFields(wire: unknown, known: unknown, path: string): string[] {
  if (Array.isArray(wire) && Array.isArray(known)) {
    return wire.flatMap((item, index) => undeclaredFields(item, known[index], `${path}[]`));
  }
  if (!isRecord(wire) || !isRecord(known)) return [];
  return Object.entries(wire).flatMap(([key, value]) =>
    Object.hasOwn(known, key) ? undeclaredFields(value, known[key], `${path}.${key}`) : [`${path}.${key}`],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
