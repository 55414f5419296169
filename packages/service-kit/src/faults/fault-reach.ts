import type { Fault } from '@ticketlab/contracts/http/faults';
import type { ServiceName } from '@ticketlab/contracts/services';

/** A process, as faults choose whom they hit. */
interface Hit {
  readonly name: ServiceName;
  readonly instance: string;
  readonly startedAt: Date;
  readonly config: { readonly APP_VERSION: string };
}

/** Whoever starts later under the name of a harmed instance is another one: replacing it is a repair. */
export function concerns({ target, kind, parameters, createdAt }: Fault, me: Hit): boolean {
  if (kind === 'partition' && parameters['peer'] === me.name) return true;
  if (target.service !== me.name) return false;
  if (target.version !== undefined && target.version !== me.config.APP_VERSION) return false;
  return target.instance === undefined || (target.instance === me.instance && me.startedAt <= new Date(createdAt));
}

/** Also where two clocks differ, no longer than it was meant to live from now on. */
export function remainingMsOf({ expiresAt, ttlSeconds }: Fault): number {
  return Math.min(Date.parse(expiresAt) - Date.now(), ttlSeconds * 1_000);
}
