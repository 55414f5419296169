import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import { toCancellationNotice, toChangeNotice, toKnownEvent } from '../domain/event-changes.ts';
import type { Notice } from '../domain/notice.ts';
import type { AttendanceStore, FanoutStore } from './ports.ts';

type EventNews = Extract<TicketlabEvent, { type: `ticketlab.event.${string}` }>;

export type FollowEvents = (event: EventNews) => Promise<void>;

/** The times of two services are compared. */
const clockToleranceMs = 5_000;

/** Tells ticket holders when an event is cancelled, or takes place at another time or in another place. */
export function createFollowEvents(deps: {
  attendances: AttendanceStore;
  fanouts: FanoutStore;
  clock: () => Date;
  wake: () => void;
}): FollowEvents {
  const { attendances, fanouts, clock, wake } = deps;

  async function tellHolders(eventId: string, notice: Notice, time: string): Promise<void> {
    const at = new Date(Date.parse(time) - clockToleranceMs).toISOString();
    await fanouts.add({ id: notice.source, notice, audience: { kind: 'holders', eventId, at } }, null, clock());
    wake();
  }

  return async (event) => {
    if (event.type === 'ticketlab.event.cancelled.v1') {
      await tellHolders(event.data.eventId, toCancellationNotice(event.data, event.id), event.time);
      await attendances.removeEvent(event.data.eventId);
      return;
    }
    const { event: current } = event.data;
    const known = await attendances.findEvent(current.id);
    if (known !== undefined && known.version >= event.aggregateversion) return;
    if (current.status === 'finished') {
      await attendances.removeOfEvent(current.id);
      await attendances.removeEvent(current.id);
      return;
    }
    const notice =
      known === undefined || current.status !== 'published' ? undefined : toChangeNotice(known, current, event.id);
    // before the change is remembered: when this is repeated after a crash, it is still noticed
    if (notice !== undefined) await tellHolders(current.id, notice, event.time);
    await attendances.putEvent(toKnownEvent(current, event.aggregateversion));
  };
}
