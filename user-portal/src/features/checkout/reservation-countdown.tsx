import { Text, VisuallyHidden } from '@mantine/core';
import { useNow } from '@ticketlab/ui/components/use-now.ts';
import { formatCountdown, formatTime } from '@ticketlab/ui/format/format.ts';
import classes from './checkout.module.css';

const soonMs = 60_000;

/** How long the places are still held. Screen readers hear of it once, and again in the last minute. */
export function ReservationCountdown({ expiresAt }: { expiresAt: string }) {
  const left = useTimeLeft(expiresAt);
  const isSoon = left < soonMs;
  return (
    <div className={classes['countdown']} data-soon={isSoon}>
      <Text size="sm">Your places are held until {formatTime(expiresAt)}</Text>
      <Text role="timer" aria-live="off" className={`${classes['clock'] ?? ''} tabular`}>
        {formatCountdown(left)}
      </Text>
      <VisuallyHidden role="status">
        {left === 0 ? 'The time is up.' : isSoon ? 'Less than a minute is left to pay.' : ''}
      </VisuallyHidden>
    </div>
  );
}

/** Milliseconds, never less than 0. */
export function useTimeLeft(until: string | null): number {
  const now = useNow(500, until !== null);
  return until === null ? Infinity : Math.max(0, Date.parse(until) - now);
}
