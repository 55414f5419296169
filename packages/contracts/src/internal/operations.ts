import { z } from 'zod';
import { idSchema } from '../primitives.ts';

/** GET /internal/invariants of every service with something to keep true. A count of 0 means that it holds. */
export const invariantsSchema = z.object({
  outboxPending: z.int().min(0),
  violations: z.array(
    z.object({ invariant: z.string(), count: z.int().min(0), examples: z.array(z.string()).max(10) }),
  ),
});

/** GET /internal/users/:id/data of every service: what it keeps about one person, for the export. */
export const personalDataSchema = z.object({ userId: idSchema, records: z.record(z.string(), z.array(z.unknown())) });
