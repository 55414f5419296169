import { memo } from 'react';
import classes from './seat-plan.module.css';
import { type PlanSeat, seatSize } from './seat-plan-layout.ts';

export type SeatState = 'free' | 'chosen' | 'taken';

/** One cell of the grid. What it is like is told by shape and words, too, not only by colour. */
export const PlanSeatCell = memo(function PlanSeatCell(props: {
  seat: PlanSeat;
  row: string;
  y: number;
  /** Its number among the blocks, which decides its colour. */
  block: number;
  tierId: string;
  price: string;
  state: SeatState;
  /** The one that Tab leads to. */
  isCurrent: boolean;
}) {
  const { seat, row, y, state } = props;
  const inWords = { free: 'free', chosen: 'chosen by you', taken: 'taken' }[state];
  return (
    <g
      role="gridcell"
      data-seat={seat.seatId}
      data-tier={props.tierId}
      data-state={state}
      data-block={props.block % 4}
      className={classes['seat']}
      transform={`translate(${seat.x} ${y})`}
      tabIndex={props.isCurrent ? 0 : -1}
      aria-label={`Row ${row}, seat ${seat.number}, ${inWords}, ${props.price}`}
      aria-selected={state === 'chosen'}
      aria-disabled={state === 'taken'}
    >
      <rect width={seatSize} height={seatSize} rx={6} />
      {state === 'chosen' && <path className={classes['mark']} d="M6.5 12.5l4 4 7-8.5" />}
      {state === 'taken' && <path className={classes['mark']} d="M8 8l8 8M16 8l-8 8" />}
      {state === 'free' && (
        <text x={seatSize / 2} y={seatSize / 2} className={classes['number']}>
          {seat.number}
        </text>
      )}
    </g>
  );
});
