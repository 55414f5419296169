import { Stack, Text } from '@mantine/core';
import type { TierDraft } from './event-draft.ts';
import classes from './seat-plan-preview.module.css';

/** How the rows will stand before the stage. */
export function SeatPlanPreview({ rows }: { rows: TierDraft['rows'] }) {
  const counted = rows.map(({ row, seats }) => ({ row, seats: clampSeats(seats) }));
  const total = counted.reduce((sum, { seats }) => sum + seats, 0);
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        Preview
      </Text>
      <div className={classes.hall} role="img" aria-label={`Seat plan: ${rows.length} rows, ${total} seats`}>
        <div className={classes.stage}>Stage</div>
        {counted.map(({ row, seats }, index) => (
          <div key={index} className={classes.row}>
            <span className={classes.letter}>{row}</span>
            <span className={classes.seats}>
              {Array.from({ length: seats }, (_, seat) => (
                <span key={seat} className={classes.seat} />
              ))}
            </span>
            <span className={classes.letter}>{row}</span>
          </div>
        ))}
      </div>
      <Text size="sm" className="tabular">
        {total} seats in {rows.length} rows
      </Text>
    </Stack>
  );
}

const clampSeats = (seats: number | string): number => Math.min(Math.max(Math.trunc(Number(seats)) || 0, 0), 100);
