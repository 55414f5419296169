import type { Fanout } from '../domain/fanout.ts';
import type { Notify } from './notify.ts';
import type { FanoutStore, FindAudience } from './ports.ts';

/** One round: takes one fan-out to its end. Resolves to whether there may be more to do. */
export type RunFanouts = (stop: AbortSignal) => Promise<boolean>;

const pageSize = 500;
/** A page is told well within this time; whoever dies is followed by another replica after it. */
const leaseMs = 15_000;

/**
 * Tells everybody of an audience, page by page. The cursor moves only after a page was told completely, so a replica that
 * goes on for one that died repeats at most a page, of which nobody notices anything.
 */
export function createRunFanouts(deps: {
  fanouts: FanoutStore;
  findAudience: FindAudience;
  notify: Notify;
  clock: () => Date;
}): RunFanouts {
  const { fanouts, findAudience, notify, clock } = deps;
  const lease = () => new Date(clock().getTime() + leaseMs);

  async function tellPage(fanout: Fanout): Promise<Fanout | undefined> {
    const { ids, next } = await findAudience(fanout.audience, fanout.cursor, pageSize);
    await notify(ids.map((userId) => ({ ...fanout.notice, userId })));
    const isOurs = await fanouts.advance(fanout, { recipients: ids.length, next, leaseUntil: lease() });
    if (!isOurs || next === null) return undefined;
    return { ...fanout, cursor: next, recipients: fanout.recipients + ids.length };
  }

  return async (stop) => {
    const taken = await fanouts.take(clock(), lease());
    for (let fanout = taken; fanout !== undefined && !stop.aborted;) fanout = await tellPage(fanout);
    return taken !== undefined;
  };
}
