import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { Tier } from '@ticketlab/contracts/http/events';
import { SeatGrid } from '../../src/features/events/seat-grid.tsx';

const tier = (id: string, name: string, rows: Tier['rows']): Tier => ({
  ...{ id, name, rows, kind: 'seated', capacity: 1 },
  price: { amount: 4_500, currency: 'EUR' },
});
const tiers = [
  tier('stalls', 'Stalls', [
    { row: 'A', seats: 4 },
    { row: 'B', seats: 6 },
  ]),
  tier('balcony', 'Balcony', [{ row: 'C', seats: 2 }]),
];

describe('the seat plan', () => {
  const onToggle = jest.fn();
  const seat = (name: RegExp) => screen.getByRole('gridcell', { name });

  beforeEach(() => {
    onToggle.mockClear();
    render(
      <MantineProvider>
        <SeatGrid
          tiers={tiers}
          zoom={1}
          stateOf={(tierId, seatId) =>
            seatId === 'A-2' ? 'taken' : tierId === 'balcony' && seatId === 'C-1' ? 'chosen' : 'free'
          }
          onToggle={onToggle}
        />
      </MantineProvider>,
    );
  });

  it('says of each seat where it is, how it is and what it costs', () => {
    expect(seat(/^Row A, seat 1, free, €45\.00$/)).toHaveAttribute('aria-selected', 'false');
    expect(seat(/^Row A, seat 2, taken/)).toHaveAttribute('aria-disabled', 'true');
    expect(seat(/^Row C, seat 1, chosen by you/)).toHaveAttribute('aria-selected', 'true');
    expect(screen.getByRole('rowgroup', { name: 'Balcony, €45.00' })).toBeInTheDocument();
  });

  it('is one stop for Tab; arrows go along rows and keep to the column as it is drawn', async () => {
    const user = userEvent.setup();
    await user.tab();
    expect(seat(/^Row A, seat 1,/)).toHaveFocus();
    await user.keyboard('{ArrowLeft}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}');
    expect(seat(/^Row A, seat 4,/)).toHaveFocus();
    await user.keyboard('{ArrowDown}');
    expect(seat(/^Row B, seat 5,/)).toHaveFocus();
    await user.keyboard('{ArrowDown}');
    expect(seat(/^Row C, seat 2,/)).toHaveFocus();
    await user.keyboard('{Control>}{Home}{/Control}{End}');
    expect(seat(/^Row A, seat 4,/)).toHaveFocus();
    await user.keyboard('{Control>}{End}{/Control}');
    expect(seat(/^Row C, seat 2,/)).toHaveFocus();
    await user.tab();
    expect(document.body).toHaveFocus();
    await user.tab({ shift: true });
    expect(seat(/^Row C, seat 2,/)).toHaveFocus();
  });

  it('is chosen from with Enter, Space and a click', async () => {
    const user = userEvent.setup();
    await user.tab();
    await user.keyboard('{Enter}{ArrowRight} ');
    await user.click(seat(/^Row B, seat 3,/));
    expect(onToggle.mock.calls).toEqual([
      ['stalls', 'A-1'],
      ['stalls', 'A-2'],
      ['stalls', 'B-3'],
    ]);
  });
});
