import type { Topic } from '@ticketlab/contracts/topics';
import type { Redis } from 'ioredis';
import { addPendingAudit } from '../audit/pending-audit.ts';
import { createLease, type Lease } from '../mongo/lease.ts';
import { currentContext } from '../telemetry/context.ts';
import { uuidv7 } from '../telemetry/ids.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';
import { DependencyError, DomainError } from './errors.ts';
import { pause } from './waking.ts';

/** Where people replay and discard dead letters: one at a time on a topic, and each act in the audit log. */
export interface DeadLetterDesk {
  /** `actor` like `admin:<id>`. False: there is no such dead letter (any more). */
  replay(topic: Topic, id: string, actor: string): Promise<boolean>;
  discard(topic: Topic, id: string, actor: string): Promise<boolean>;
}

/** Longer than reading a topic, publishing and deleting can take. */
const leaseMs = 60_000;
const patienceMs = 15_000;
const lookAgainMs = 50;

/**
 * Needs Redis: acts on one topic follow each other under a lease there, because two at once would copy what the other has
 * just taken out, and the entry for the audit log waits there, written before the act, so that nothing happens unseen.
 * Fails with `DependencyError` without Redis, and with `conflict` when somebody else takes too long.
 */
export function createDeadLetterDesk(letters: DeadLetters, redis: Redis, prefix: string): DeadLetterDesk {
  async function exclusively(topic: Topic, act: () => Promise<boolean>): Promise<boolean> {
    const lease = createLease(redis, `lease:dead-letters:${prefix}${topic}`, uuidv7(Date.now()), leaseMs);
    await waitFor(lease);
    try {
      return await act();
    } finally {
      // else it ends by itself
      await lease.release().catch(() => undefined);
    }
  }

  const noting = (action: string, actor: string) => async (letter: DeadLetter) => {
    const { id, topic, group, key } = letter;
    const now = Date.now();
    await orUnavailable(
      addPendingAudit(redis, {
        ...{ id: uuidv7(now), at: new Date(now).toISOString(), actor, action, subject: id },
        requestId: currentContext()?.requestId ?? null,
        detail: { topic, group, key },
      }),
    );
  };

  return {
    replay: (topic, id, actor) =>
      exclusively(topic, () => letters.replay(topic, id, noting('dead-letter.replayed', actor))),
    discard: (topic, id, actor) =>
      exclusively(topic, () => letters.discard(topic, id, noting('dead-letter.discarded', actor))),
  };
}

async function waitFor(lease: Lease): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await orUnavailable(lease.hold()))) {
    if (performance.now() > deadline)
      throw new DomainError('conflict', 'Somebody else is at the dead letters of this topic.');
    await pause(lookAgainMs, new AbortController().signal);
  }
}

async function orUnavailable<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    throw new DependencyError('redis', 'cannot be reached', { cause: error });
  }
}
