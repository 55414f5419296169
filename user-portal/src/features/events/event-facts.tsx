import { Text } from '@mantine/core';
import type { Event } from '@ticketlab/contracts/http/events';
import { formatDay, formatTime } from '@ticketlab/ui/format/format.ts';
import classes from './event-page.module.css';
import { formatAtVenue, isSameClock } from './venue-time.ts';

/** When and where: in the reader's time, and in the venue's where its clocks show another. */
export function EventFacts({ event }: { event: Pick<Event, 'startsAt' | 'endsAt' | 'venue'> }) {
  const { startsAt, endsAt, venue } = event;
  const elsewhere = !isSameClock(startsAt, venue.timezone);
  const isOneDay = formatDay(startsAt) === formatDay(endsAt);
  return (
    <dl className={classes['facts']}>
      <dt>When</dt>
      <dd>
        <Text fw={650}>
          <time dateTime={startsAt}>{formatDay(startsAt)}</time>
        </Text>
        <Text>
          {formatTime(startsAt)} to {isOneDay ? '' : `${formatDay(endsAt)}, `}
          {formatTime(endsAt)}
          {elsewhere && ' in your time'}
        </Text>
        {elsewhere && <Text size="sm">At the venue: {formatAtVenue(venue.timezone, startsAt, endsAt)}</Text>}
      </dd>
      <dt>Where</dt>
      <dd>
        <Text fw={650}>{venue.name}</Text>
        <Text>
          {venue.address}, {venue.city}
        </Text>
      </dd>
    </dl>
  );
}
