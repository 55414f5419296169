import { Group } from '@mantine/core';
import type { SeatState } from './plan-seat.tsx';
import classes from './seat-plan.module.css';

const states: { state: SeatState; label: string; mark?: string }[] = [
  { state: 'free', label: 'Free' },
  { state: 'chosen', label: 'Chosen', mark: 'M6.5 12.5l4 4 7-8.5' },
  { state: 'taken', label: 'Taken', mark: 'M8 8l8 8M16 8l-8 8' },
];

export function SeatLegend() {
  return (
    <Group component="ul" gap="md" className={classes['legend'] ?? ''} aria-label="Legend">
      {states.map(({ state, label, mark }) => (
        <li key={state}>
          <svg width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">
            <g className={classes['seat']} data-state={state} data-block={0}>
              <rect width={24} height={24} rx={6} />
              {mark !== undefined && <path className={classes['mark']} d={mark} />}
            </g>
          </svg>
          {label}
        </li>
      ))}
    </Group>
  );
}
