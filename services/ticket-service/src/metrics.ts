import { scrapedGauge } from '@ticketlab/service-kit/messaging/scraped-gauge';
import type { Metrics } from '@ticketlab/service-kit/telemetry/metrics';
import type { ReserveOutcome } from './usecases/reserve.ts';

export interface TicketMetrics {
  countReservation(outcome: ReserveOutcome): void;
  observeBatch(size: number): void;
}

const conflicts: ReadonlySet<ReserveOutcome> = new Set(['sold-out', 'seat-taken']);

export function createTicketMetrics(metrics: Metrics): TicketMetrics {
  const reservations = metrics.counter('reservations_total', 'Orders that asked for places, by what became of it', [
    'result',
  ]);
  const lost = metrics.counter('reservation_conflicts_total', 'Orders refused because others have the places');
  const sizes = metrics.histogram(
    'reservation_batch_size',
    'Orders decided by one statement',
    [],
    [1, 2, 5, 10, 20, 50, 100, 200],
  );
  return {
    countReservation(outcome) {
      reservations.inc({ result: outcome });
      if (conflicts.has(outcome)) lost.inc();
    },
    observeBatch: (size) => sizes.observe(size),
  };
}

/** `waiting` is read when metrics are. */
export function measureQueue(metrics: Metrics, waiting: () => number): void {
  scrapedGauge(metrics, 'reservation_queue_length', 'Orders that wait to be taken up by a batch', [], () =>
    Promise.resolve([{ labels: {}, value: waiting() }]),
  );
}
