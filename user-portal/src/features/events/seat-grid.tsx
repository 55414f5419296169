import type { Tier } from '@ticketlab/contracts/http/events';
import { formatMoney } from '@ticketlab/ui/format/format.ts';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { PlanSeatCell, type SeatState } from './plan-seat.tsx';
import classes from './seat-plan.module.css';
import { layOutSeats, moveFrom, type Plan, type Position } from './seat-plan-layout.ts';

/**
 * The plan as a grid in the sense of WAI-ARIA: one stop for Tab, arrows move between seats, Enter and Space choose.
 * `zoom` 1 draws seats of 24 px.
 */
export function SeatGrid(props: {
  tiers: readonly Tier[];
  zoom: number;
  stateOf: (tierId: string, seatId: string) => SeatState;
  onToggle: (tierId: string, seatId: string) => void;
}) {
  const plan = useMemo(() => layOutSeats(props.tiers), [props.tiers]);
  const [at, setAt] = useState<Position>({ row: 0, seat: 0 });
  const grid = useRef<SVGSVGElement>(null);

  const onKeyDown = (press: KeyboardEvent): void => {
    const seat = seatOf(press.target);
    if (seat === undefined) return;
    if (press.key === 'Enter' || press.key === ' ') {
      press.preventDefault();
      props.onToggle(seat.tierId, seat.seatId);
      return;
    }
    const next = moveFrom(plan, at, press.key, press.ctrlKey || press.metaKey);
    if (next === undefined) return;
    press.preventDefault();
    setAt(next);
    cellAt(grid.current, plan, next)?.focus();
  };

  return (
    <svg
      ref={grid}
      role="grid"
      aria-label="Seat plan"
      aria-multiselectable
      className={classes['plan']}
      width={plan.width * props.zoom}
      height={plan.height * props.zoom}
      viewBox={`0 0 ${plan.width} ${plan.height}`}
      onKeyDown={onKeyDown}
      onClick={({ target }) => {
        const seat = seatOf(target);
        if (seat !== undefined) props.onToggle(seat.tierId, seat.seatId);
      }}
      onFocus={({ target }) => {
        const position = positionOf(plan, target);
        if (position !== undefined) setAt(position);
      }}
    >
      <g role="presentation" aria-hidden>
        <path
          className={classes['stage']}
          d={`M${plan.width / 2 - 120} 8H${plan.width / 2 + 120}L${plan.width / 2 + 96} 36H${plan.width / 2 - 96}Z`}
        />
        <text x={plan.width / 2} y={22} className={classes['stageName']}>
          Stage
        </text>
      </g>
      {plan.blocks.map((block, blockIndex) => (
        <g key={block.tier.id} role="rowgroup" aria-label={`${block.tier.name}, ${formatMoney(block.tier.price)}`}>
          <text x={plan.width / 2} y={block.y + 18} className={classes['blockName']} aria-hidden>
            {block.tier.name} · {formatMoney(block.tier.price)}
          </text>
          {block.rows.map((row) => (
            <g key={row.row} role="row" aria-label={`Row ${row.row}`}>
              <RowName x={(row.seats[0]?.x ?? 0) - 14} y={row.y} name={row.row} />
              {row.seats.map((seat, seatIndex) => (
                <PlanSeatCell
                  key={seat.seatId}
                  seat={seat}
                  row={row.row}
                  y={row.y}
                  block={blockIndex}
                  tierId={row.tierId}
                  price={formatMoney(block.tier.price)}
                  state={props.stateOf(row.tierId, seat.seatId)}
                  isCurrent={plan.rows[at.row] === row && at.seat === seatIndex}
                />
              ))}
              <RowName x={(row.seats.at(-1)?.x ?? 0) + 38} y={row.y} name={row.row} />
            </g>
          ))}
        </g>
      ))}
    </svg>
  );
}

function RowName({ x, y, name }: { x: number; y: number; name: string }) {
  return (
    <text x={x} y={y + 12} className={classes['rowName']} aria-hidden>
      {name}
    </text>
  );
}

function seatOf(target: EventTarget): { tierId: string; seatId: string } | undefined {
  const cell = target instanceof Element ? target.closest<SVGGElement>('[data-seat]') : null;
  const { seat: seatId, tier: tierId } = cell?.dataset ?? {};
  return seatId === undefined || tierId === undefined ? undefined : { tierId, seatId };
}

function positionOf(plan: Plan, target: EventTarget): Position | undefined {
  const found = seatOf(target);
  if (found === undefined) return undefined;
  const row = plan.rows.findIndex(
    ({ tierId, seats }) => tierId === found.tierId && seats.some(({ seatId }) => seatId === found.seatId),
  );
  const seat = plan.rows[row]?.seats.findIndex(({ seatId }) => seatId === found.seatId) ?? 0;
  return { row, seat };
}

function cellAt(grid: SVGSVGElement | null, plan: Plan, { row, seat }: Position): SVGGElement | null {
  const wanted = plan.rows[row];
  const seatId = wanted?.seats[seat]?.seatId;
  if (grid === null || wanted === undefined || seatId === undefined) return null;
  return grid.querySelector<SVGGElement>(`[data-seat="${seatId}"][data-tier="${wanted.tierId}"]`);
}
