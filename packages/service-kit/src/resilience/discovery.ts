import type { ServiceName } from '@ticketlab/contracts/services';
import { z } from 'zod';

/** One running replica and where it answers. */
export interface Instance {
  readonly service: ServiceName;
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface Discovery {
  /** The instances known now. An unreachable registry or name server never empties the list. */
  instances(service: ServiceName): readonly Instance[];
  /** Called after a service's list has changed, until the returned function is called. */
  onChange(listener: (service: ServiceName) => void): () => void;
  /** Drops an instance that refuses connections, for a few seconds or until it announces itself anew. */
  reportFailure(instance: Instance): void;
  /** Resolves after the first attempt to learn of instances; never rejects. */
  start(): Promise<void>;
  close(): void;
}

export const instanceSchema: z.ZodType<Instance> = z.object({
  service: z.string() as unknown as z.ZodType<ServiceName>,
  id: z.string(),
  host: z.string(),
  port: z.int(),
  version: z.string(),
  startedAt: z.string(),
});

/** How long a reported instance stays out: longer than a dead one's heartbeat lives. */
export const quarantineMs = 6_000;

export const none: readonly Instance[] = [];

/** The same process: a restarted one has another start time. */
export function isSame(a: Instance, b: Instance): boolean {
  return a.service === b.service && a.id === b.id && a.startedAt === b.startedAt && a.port === b.port;
}
