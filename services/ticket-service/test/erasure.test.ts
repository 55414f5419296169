import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import { erasedUserId } from '../src/domain/erased-user.ts';
import { createEraseUser } from '../src/usecases/erase-user.ts';
import { createHarness, type Harness } from './harness.ts';
import { orderOf, act, reserve } from './reserving.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

it('also forgets whose the tickets are that are just being issued', async () => {
  const url = await harness.start();
  const { eventId, tierId } = await harness.sell(5);
  const order = orderOf(eventId, [{ tierId }]);
  await reserve(url, order);
  await act(url, order.orderId, 'commit');
  const eraseUser = createEraseUser({ transact: harness.transact });

  let erasing: Promise<void> | undefined;
  await harness.transact(async (work) => {
    const reservation = await work.lockReservation(order.orderId);
    erasing = eraseUser(order.userId, { consumer: 'test', eventId: newId() });
    await eventually(async () => {
      const { rows } = await harness.db.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows).toHaveLength(1);
    });
    if (reservation.eventId === null) throw new Error('a tombstone');
    await work.insertTickets(reservation, [{ ticketId: newId(), tierId, seatId: null }]);
  });
  await erasing;

  const { rows } = await harness.db.query('SELECT user_id FROM tickets UNION ALL SELECT user_id FROM reservations');
  expect(rows).toEqual([{ user_id: erasedUserId }, { user_id: erasedUserId }]);
  await harness.expectInvariants();
});
