import { z } from 'zod';
import { idSchema, timestampSchema } from '../primitives.ts';
import type { Topic } from '../topics.ts';

/** Who caused it: a person, or a service acting by itself. CloudEvents extension attribute `actor`. */
export const actorSchema = z.string().regex(/^(user|admin|service):[A-Za-z0-9-]+$/, 'kind:id, for example user:0198…');

/**
 * CloudEvents 1.0 attributes every event has (https://github.com/cloudevents/spec, structured JSON).
 * `subject` is the aggregate's id and Kafka key. `aggregateversion` counts this aggregate's events on this topic from 1
 * without gaps, so a consumer can tell early from late.
 */
export const envelopeShape = {
  specversion: z.literal('1.0'),
  id: idSchema,
  source: z.string().regex(/^\/[a-z-]+$/),
  subject: z.string().min(1),
  time: timestampSchema,
  datacontenttype: z.literal('application/json'),
  aggregateversion: z.int().min(1),
  actor: actorSchema.optional(),
  requestid: z.string().optional(),
  traceparent: z.string().optional(),
};

/** One event type: where it goes, and the zod schema of the whole event. */
export function defineEvent<const Type extends string, Data extends z.ZodType>(topic: Topic, type: Type, data: Data) {
  return { topic, type, schema: z.object({ ...envelopeShape, type: z.literal(type), data }) };
}
