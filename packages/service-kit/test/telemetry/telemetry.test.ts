import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { z } from 'zod';
import { currentContext, runInContext } from '../../src/telemetry/context.ts';
import { randomHex, uuidv7 } from '../../src/telemetry/ids.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { logEvent, logEvents } from '../../src/telemetry/log-events.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { parseTraceparent, toTraceparent } from '../../src/telemetry/traceparent.ts';

function createTestLogger() {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  return { lines, log: createLogger({ service: 'user-service', instance: 'u-1', level: 'info', destination }) };
}

describe('logger', () => {
  it('writes service, instance and the ids of the current request on every line', () => {
    const { lines, log } = createTestLogger();
    const context = { requestId: 'r-1', traceId: 't-1', traceparent: 'p', userId: 'u-9' };
    runInContext(context, () => {
      logEvent(log, 'breaker-opened', { upstream: 'ticket-service' });
    });
    log.info('outside');
    expect(lines[0]).toMatchObject({
      level: 'warn',
      event: 'breaker-opened',
      service: 'user-service',
      instance: 'u-1',
      requestId: 'r-1',
      traceId: 't-1',
      userId: 'u-9',
    });
    expect(lines[1]).not.toHaveProperty('requestId');
    expect(currentContext()).toBeUndefined();
  });

  it('hides tokens, passwords, cards and e-mail addresses, nested too', () => {
    const { lines, log } = createTestLogger();
    log.info({
      email: 'a@example.org',
      body: { password: 'open sesame', card: { number: '4242' } },
      req: { headers: { authorization: 'Bearer abc', cookie: 'rt=1' } },
    });
    const text = JSON.stringify(lines);
    for (const leak of ['a@example.org', 'open sesame', '4242', 'Bearer abc', 'rt=1']) expect(text).not.toContain(leak);
  });

  it('keeps from errors what tells them, not the rows that drivers quote', () => {
    const { lines, log } = createTestLogger();
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(a@example.org)' });
    log.error({ err: new Error('not stored', { cause }) }, 'failed');
    expect(lines[0]?.['err']).toMatchObject({
      message: 'not stored',
      cause: { code: '23505', message: 'duplicate key' },
    });
    expect(JSON.stringify(lines)).not.toContain('a@example.org');
  });
});

describe('ids', () => {
  it('are UUIDs of version 7 that carry their time and do not repeat', () => {
    const now = Date.UTC(2026, 4, 1);
    const ids = Array.from({ length: 2000 }, () => uuidv7(now));
    expect(new Set(ids).size).toBe(2000);
    for (const id of ids.slice(0, 500)) expect(z.uuidv7().safeParse(id).success).toBe(true);
    expect(Number.parseInt(ids[0]?.replaceAll('-', '').slice(0, 12) ?? '', 16)).toBe(now);
    expect(randomHex(8)).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('traceparent', () => {
  const header = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('is passed on under a new span id when no tracing SDK is set', () => {
    const parent = parseTraceparent(header);
    const onwards = toTraceparent(trace.getTracer('test').startSpan('x'), parent);
    expect(onwards.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(onwards.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(onwards.traceparent).not.toBe(header);
  });

  it.each(['', 'junk', header.toUpperCase(), `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `${header}-x`])(
    'is made anew for %p',
    (bad) => {
      expect(parseTraceparent(bad)).toBeUndefined();
      const made = toTraceparent(trace.getTracer('test').startSpan('x'), undefined);
      expect(parseTraceparent(made.traceparent)).toMatchObject({ traceId: made.traceId });
    },
  );
});

describe('metrics', () => {
  it('yields the same metric for the same name, with service and instance as labels', async () => {
    const metrics = createMetrics('user-service', 'u-1');
    metrics.counter('things_total', 'Things', ['kind'] as const).inc({ kind: 'a' });
    metrics.counter('things_total', 'Things', ['kind'] as const).inc({ kind: 'a' });
    metrics.httpInFlight.count = 3;
    const text = await metrics.registry.metrics();
    expect(text).toContain('things_total{kind="a",service="user-service",instance="u-1"} 2');
    expect(text).toMatch(/^http_requests_in_flight\{[^}]*\} 3$/m);
    expect(text).toContain('process_cpu_seconds_total');
  });
});

describe('named events', () => {
  it('are all documented', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const documented = [...readme.matchAll(/^\| `([a-z-]+)` +\| (debug|info|warn|error|fatal) /gm)].map(
      ([, name]) => name,
    );
    expect(documented).toEqual(Object.keys(logEvents));
  });
});
