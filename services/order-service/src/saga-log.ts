import type { Kit } from '@ticketlab/service-kit/kit';
import { logEvent } from '@ticketlab/service-kit/telemetry/log-events';
import type { Step } from './domain/saga.ts';

/** Counts and logs what has been committed. */
export function createStepLog(kit: Kit, count: (state: string) => void) {
  return (steps: readonly Step[]): void => {
    for (const { before, after } of steps) {
      const isNew = before === after;
      if (!isNew && before.state === after.state) continue;
      count(after.state);
      const from = isNew ? null : before.state;
      logEvent(kit.log, 'saga-transition', { orderId: after.id, from, to: after.state, reason: after.reason });
    }
  };
}

/** Logs work that stays due; an outage is an expected state, anything else is not. */
export function createFailureLog(kit: Kit) {
  return (order: { id: string; work: string | null }, error: unknown, isOutage: boolean): void => {
    const fields = { err: error, orderId: order.id, work: order.work };
    if (isOutage) kit.log.debug(fields, 'work postponed: ticket-service does not answer');
    else kit.log.warn(fields, 'work failed');
  };
}

type Violations = readonly { invariant: string; count: number; examples: string[] }[];

/** Exports what is violated, and logs it when it is new. */
export function createViolationLog(kit: Kit, set: (violations: Violations) => void) {
  let known = new Set<string>();
  return (violations: Violations): void => {
    set(violations);
    for (const violation of violations) {
      if (!known.has(violation.invariant)) logEvent(kit.log, 'invariant-violated', violation);
    }
    known = new Set(violations.map(({ invariant }) => invariant));
  };
}
