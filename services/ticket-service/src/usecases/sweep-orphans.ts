import type { Logger } from '@ticketlab/service-kit/telemetry/logger';
import type { AskOrder, ReservationStore } from './ports.ts';
import type { ReleaseReservation } from './release-reservation.ts';

const batchSize = 50;

/**
 * Frees places whose order is gone. Time alone frees nothing: order-service decides expiry, so it is asked about every
 * reservation that is `marginMs` past its expiry, and asked again later while the order lives or no answer comes.
 * Resolves to whether more may be due already.
 */
export type SweepOrphans = (stop: AbortSignal) => Promise<boolean>;

export function createSweepOrphans(deps: {
  store: ReservationStore;
  askOrder: AskOrder;
  release: ReleaseReservation;
  log: Logger;
  marginMs: number;
}): SweepOrphans {
  const { store, askOrder, release, log, marginMs } = deps;
  return async (stop) => {
    const orderIds = await store.claimOverdue(batchSize, marginMs);
    for (const orderId of orderIds) {
      if (stop.aborted) return false;
      try {
        if ((await askOrder(orderId)) !== 'alive') await release(orderId, 'orphaned');
      } catch (error) {
        log.warn({ err: error, orderId }, 'orphaned reservation not checked');
      }
    }
    return orderIds.length === batchSize;
  };
}
