import { type Context, ROOT_CONTEXT, type Span, trace, TraceFlags } from '@opentelemetry/api';
import { randomHex } from './ids.ts';

const format = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const noTrace = '0'.repeat(32);
const noSpan = '0'.repeat(16);

export interface ParentTrace {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}

/** Reads a W3C traceparent; undefined when it is missing or malformed. */
export function parseTraceparent(header: string | undefined): ParentTrace | undefined {
  if (header === undefined) return undefined;
  const match = format.exec(header);
  if (match === null) return undefined;
  const [, traceId = noTrace, spanId = noSpan, flags = '00'] = match;
  if (traceId === noTrace || spanId === noSpan) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}

/** The OpenTelemetry context that a span of an incoming call or message belongs to. */
export function toParentContext(parent: ParentTrace | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: parent.traceId,
    spanId: parent.spanId,
    traceFlags: parent.flags & TraceFlags.SAMPLED,
    isRemote: true,
  });
}

/**
 * The traceparent to send onwards. With a tracing SDK it names the span; without one the incoming trace id is
 * passed on under a new span id, so that logs of all services still share one trace id.
 */
export function toTraceparent(span: Span, parent: ParentTrace | undefined): { traceId: string; traceparent: string } {
  const own = span.spanContext();
  if (own.traceId !== noTrace && own.spanId !== parent?.spanId) {
    const flags = own.traceFlags.toString(16).padStart(2, '0');
    return { traceId: own.traceId, traceparent: `00-${own.traceId}-${own.spanId}-${flags}` };
  }
  const traceId = parent?.traceId ?? randomHex(16);
  const flags = (parent?.flags ?? 0).toString(16).padStart(2, '0');
  return { traceId, traceparent: `00-${traceId}-${randomHex(8)}-${flags}` };
}
