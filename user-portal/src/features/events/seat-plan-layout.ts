import type { Tier } from '@ticketlab/contracts/http/events';

/** Units of the drawing; at a zoom of 1 one is a CSS pixel, and a seat large enough for a finger. */
export const seatSize = 24;
const pitch = 28;
const rowLabels = 36;
const blockHead = 34;
const stage = 52;

export interface PlanSeat {
  seatId: string;
  number: number;
  x: number;
}

export interface PlanRow {
  tierId: string;
  row: string;
  y: number;
  seats: PlanSeat[];
}

export interface PlanBlock {
  tier: Tier;
  y: number;
  rows: PlanRow[];
}

export interface Plan {
  width: number;
  height: number;
  blocks: PlanBlock[];
  /** Of all blocks, from the stage backwards. */
  rows: PlanRow[];
}

/** Rows centred before the stage, block after block in the order of the tiers. */
export function layOutSeats(tiers: readonly Tier[]): Plan {
  const widest = Math.max(1, ...tiers.flatMap(({ rows }) => rows.map(({ seats }) => seats)));
  const width = widest * pitch + 2 * rowLabels;
  let y = stage;
  const blocks = tiers.map((tier) => {
    const block: PlanBlock = { tier, y, rows: [] };
    y += blockHead;
    for (const { row, seats } of tier.rows) {
      const left = (width - seats * pitch) / 2;
      block.rows.push({
        tierId: tier.id,
        row,
        y,
        seats: Array.from({ length: seats }, (_, index) => ({
          seatId: `${row}-${index + 1}`,
          number: index + 1,
          x: left + index * pitch + (pitch - seatSize) / 2,
        })),
      });
      y += pitch;
    }
    return block;
  });
  return { width, height: y + (pitch - seatSize), blocks, rows: blocks.flatMap(({ rows }) => rows) };
}

/** Where the keyboard is: indices of a row of the plan and of a seat in it. */
export interface Position {
  row: number;
  seat: number;
}

/** Where a key leads from a seat, undefined for other keys. Up and down keep to the column as it is drawn. */
export function moveFrom({ rows }: Plan, at: Position, key: string, ctrl: boolean): Position | undefined {
  const here = rows[at.row];
  if (here === undefined) return undefined;
  const lastIn = (row: number) => (rows[row]?.seats.length ?? 1) - 1;
  if (key === 'ArrowLeft') return { ...at, seat: Math.max(0, at.seat - 1) };
  if (key === 'ArrowRight') return { ...at, seat: Math.min(lastIn(at.row), at.seat + 1) };
  if (key === 'Home') return ctrl ? { row: 0, seat: 0 } : { ...at, seat: 0 };
  if (key === 'End')
    return ctrl ? { row: rows.length - 1, seat: lastIn(rows.length - 1) } : { ...at, seat: lastIn(at.row) };
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  const row = Math.min(rows.length - 1, Math.max(0, at.row + (key === 'ArrowUp' ? -1 : 1)));
  return { row, seat: nearest(rows[row]?.seats ?? [], here.seats[at.seat]?.x ?? 0) };
}

function nearest(seats: readonly PlanSeat[], x: number): number {
  let best = 0;
  seats.forEach((seat, index) => {
    if (Math.abs(seat.x - x) < Math.abs((seats[best]?.x ?? 0) - x)) best = index;
  });
  return best;
}
