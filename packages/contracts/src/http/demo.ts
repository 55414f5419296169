import { z } from 'zod';
import { roleSchema, timestampSchema } from '../primitives.ts';

/** GET /api/lab/mode, for anyone; 404 where there is no lab. */
export const labModeSchema = z
  .object({ labMode: z.literal(true), exerciseRunning: z.boolean() })
  .meta({ id: 'LabMode' });

/** GET /api/lab/demo-accounts, for anyone; 404 where there is no lab, and with the production profile. */
export const demoAccountsSchema = z
  .object({
    items: z.array(z.object({ role: roleSchema, email: z.string(), password: z.string(), displayName: z.string() })),
  })
  .meta({ id: 'DemoAccounts' });

export const counterpartSideSchema = z.enum(['customer', 'admin']);
export type CounterpartSide = z.output<typeof counterpartSideSchema>;

/**
 * GET and PUT /api/lab/counterpart: somebody to chat with for who is alone. `customer` writes to support, `admin` answers
 * customers; it ends by itself after half an hour.
 */
export const counterpartChangeSchema = z
  .strictObject({ side: counterpartSideSchema, on: z.boolean() })
  .meta({ id: 'CounterpartChange' });
export const counterpartSchema = z
  .object({
    sides: z.array(
      z.object({
        side: counterpartSideSchema,
        on: z.boolean(),
        endsAt: timestampSchema.nullable(),
        conversations: z.int().min(0).describe('it has taken part in'),
        messages: z.int().min(0).describe('it has written'),
        problem: z.string().nullable().describe('why it is not connected now; it goes on trying'),
      }),
    ),
  })
  .meta({ id: 'Counterpart' });
export type Counterpart = z.output<typeof counterpartSchema>;
