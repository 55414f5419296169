import { type Fault, storedFaultSchema } from '@ticketlab/contracts/http/faults';
import type { Redis } from '../redis/connect.ts';

/** A Redis hash: fault id -> JSON. Whoever changes it publishes on the channel of the same name. */
export const faultsKey = 'lab:faults';

/** What is in force or has just ended; an entry that nobody can read is left out. */
export async function readFaults(redis: Redis): Promise<Fault[]> {
  const values = await redis.hvals(faultsKey);
  return values.flatMap((value) => {
    const parsed = storedFaultSchema.safeParse(parseJson(value));
    return parsed.success ? [parsed.data] : [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
