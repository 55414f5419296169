import { ticketsReserved } from '@ticketlab/contracts/events/ticket-events';
import { toStoredEvent } from '@ticketlab/service-kit/messaging/events';
import { addToOutbox, type NewEvent } from '@ticketlab/service-kit/messaging/outbox';
import type { Postgres } from '@ticketlab/service-kit/postgres/pool';
import { createReservationStore } from '../services/ticket-service/src/adapters/pg-reservation-store.ts';
import type { NewReservation } from '../services/ticket-service/src/domain/reservation.ts';
import { createGroupCommit } from '../services/ticket-service/src/usecases/group-commit.ts';
import type { ReserveResult } from '../services/ticket-service/src/usecases/ports.ts';

/** Reserves general admission; all ways write the same rows, announce the same event and are idempotent by order id. */
export type Way = (order: NewReservation) => Promise<boolean>;

// the service's defaults
const lanes = 4;
const maxBatch = 200;

/** Begin, lock, write, announce, commit: what one writes first. */
export function fiveRoundTrips(db: Postgres): Way {
  return (order) =>
    db.tx(async (client) => {
      const { orderId, eventId, userId, expiresAt } = order;
      const { tierId, quantity } = lineOf(order);
      const { rows } = await client.query<{ available: number }>({
        name: 'five-lock',
        text: 'SELECT available FROM tiers WHERE id = $1 FOR UPDATE',
        values: [tierId],
      });
      if ((rows[0]?.available ?? 0) < quantity) return false;
      await client.query({
        name: 'five-write',
        text: `WITH new AS (
                 INSERT INTO reservations (order_id, event_id, user_id, status, lines, version, check_at)
                 VALUES ($1, $2, $3, 'reserved', $4, 1, $5) ON CONFLICT DO NOTHING RETURNING order_id
               )
               UPDATE tiers SET available = available - $7, reserved = reserved + $7, revision = revision + 1
               FROM new WHERE id = $6`,
        values: [orderId, eventId, userId, JSON.stringify(order.lines), expiresAt.toISOString(), tierId, quantity],
      });
      await addToOutbox(client, [toEvent(order)]);
      return true;
    });
}

/** Everything in one named statement per order. */
export function oneStatement(db: Postgres): Way {
  return async (order) => {
    const { orderId, eventId, userId, expiresAt } = order;
    const { tierId, quantity } = lineOf(order);
    const { rows } = await db.query<{ reserved: number }>({
      name: 'one-statement',
      text: `WITH taken AS (
               UPDATE tiers SET available = available - $7, reserved = reserved + $7, revision = revision + 1
               WHERE id = $6 AND available >= $7 AND NOT EXISTS (SELECT FROM reservations WHERE order_id = $1)
               RETURNING id
             ), new AS (
               INSERT INTO reservations (order_id, event_id, user_id, status, lines, version, check_at)
               SELECT $1, $2, $3, 'reserved', $4, 1, $5 FROM taken RETURNING order_id
             ), told AS (
               INSERT INTO outbox (topic, subject, aggregate_version, event)
               SELECT 'ticket-events', order_id::text, 1, $8 FROM new RETURNING id
             )
             SELECT count(*) AS reserved, pg_notify('outbox', '') FROM told HAVING count(*) > 0`,
      values: [
        orderId,
        eventId,
        userId,
        JSON.stringify(order.lines),
        expiresAt.toISOString(),
        tierId,
        quantity,
        JSON.stringify(toStoredEvent(toEvent(order)).event),
      ],
    });
    return rows.length === 1;
  };
}

/** What ticket-service does. */
export function groupCommit(db: Postgres): Way {
  const store = createReservationStore(db);
  const batches = createGroupCommit<NewReservation, ReserveResult>({
    lanes,
    maxBatch,
    decide: (orders) => store.reserveBatch(orders),
  });
  return async (order) => (await batches.submit(lineOf(order).tierId, order)) === 'reserved';
}

/** The ways of several replicas, used in turn. */
export function inTurn(ways: Way[]): Way {
  let next = 0;
  return async (order) => {
    next = (next + 1) % ways.length;
    return (await ways[next]?.(order)) ?? false;
  };
}

function lineOf({ lines }: NewReservation) {
  const [line] = lines;
  if (line === undefined) throw new Error('an order without lines');
  return line;
}

function toEvent({ orderId, eventId, userId, lines, expiresAt }: NewReservation): NewEvent {
  return {
    type: ticketsReserved.type,
    subject: orderId,
    aggregateVersion: 1,
    data: {
      ...{ orderId, eventId, userId, expiresAt: expiresAt.toISOString() },
      lines: lines.map((line) => ({ ...line, seatIds: [...line.seatIds] })),
    },
  };
}
