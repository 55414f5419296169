import { expect } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import type { reconciliationSchema } from '@ticketlab/contracts/internal/orders';
import { call } from '@ticketlab/testing/call';
import { eventually } from '@ticketlab/testing/eventually';
import { createServiceToken } from '@ticketlab/testing/tokens';
import type { z } from 'zod';
import type { SagaProcesses, SagaService } from './saga-processes.ts';

/** Repeats until it does not throw; gives a busy machine the time it needs. */
export function inTheEnd<T>(attempt: () => T | Promise<T>): Promise<T> {
  return eventually(attempt, { timeoutMs: 30_000, intervalMs: 100 });
}

/** What became of orders, in the services' own databases and by what they say of themselves. */
export function createOutcomes({ rows, urlOf, urls }: SagaProcesses) {
  const internal = <Body>(service: SagaService, method: string, path: string, body?: unknown) =>
    call<Body>(urlOf(service), method, path, { token: createServiceToken('payment-service', service), body });

  async function stateOf(orderId: string): Promise<string> {
    const [order] = await rows<{ state: string }>('order-service', 'SELECT state FROM orders WHERE id = $1', [orderId]);
    return order?.state ?? 'none';
  }

  /** Checks every invariant now. */
  const reconcile = async () =>
    (await internal<z.output<typeof reconciliationSchema>>('order-service', 'GET', '/internal/reconcile')).body;

  return {
    internal,
    stateOf,
    reconcile,

    async until(orderId: string, state: OrderState, timeoutMs = 25_000): Promise<void> {
      await eventually(
        async () => {
          const current = await stateOf(orderId);
          if (current !== state) throw new Error(`order is ${current}, not ${state}`);
        },
        { timeoutMs },
      );
    },

    /** Everything that is known about an order, in all services and at the provider. */
    async outcomeOf(orderId: string) {
      const ofOrder = (table: string) => `SELECT status FROM ${table} WHERE order_id = $1`;
      const [reservation] = await rows<{ status: string }>('ticket-service', ofOrder('reservations'), [orderId]);
      const tickets = await rows<{ status: string }>('ticket-service', ofOrder('tickets'), [orderId]);
      const payments = await rows<{ state: string; provider: string | null }>(
        'payment-service',
        `SELECT p.state, c.state AS provider FROM payments p LEFT JOIN simulated_provider.charges c USING (id)
         WHERE order_id = $1 ORDER BY p.id`,
        [orderId],
      );
      return {
        order: await stateOf(orderId),
        reservation: reservation?.status ?? 'none',
        tickets: tickets.map(({ status }) => status),
        payments: payments.map(({ state, provider }) => `${state} ${provider ?? 'unknown'}`),
      };
    },

    /** Where the places of the event's first tier are. */
    async placesOf(event: Event) {
      const [tier] = await rows<{ available: number; reserved: number; sold: number }>(
        'ticket-service',
        'SELECT available, reserved, sold FROM tiers WHERE id = $1',
        [event.tiers[0]?.id],
      );
      return tier;
    },

    /** Resolves once the services have read everything that was published up to now. */
    async untilRead(): Promise<void> {
      await eventually(
        async () => {
          for (const url of urls()) {
            const { body: metrics } = await call<string>(url, 'GET', '/metrics');
            const lags = [...metrics.matchAll(/^kafka_consumer_lag\{[^}]*\} (\d+)/gm)].map(([, lag]) => Number(lag));
            expect(lags.length).toBeGreaterThan(0);
            expect(lags.filter((lag) => lag > 0)).toEqual([]);
          }
        },
        { timeoutMs: 25_000, intervalMs: 300 },
      );
    },

    /** Resolves once nothing is under way any more, every invariant holds and every outbox is empty. */
    async expectQuiet(timeoutMs = 25_000): Promise<void> {
      await eventually(
        async () => {
          expect(await reconcile()).toMatchObject({
            suspects: 0,
            violations: [],
            outboxPending: { 'order-service': 0, 'payment-service': 0, 'ticket-service': 0 },
          });
        },
        { timeoutMs, intervalMs: 200 },
      );
    },
  };
}
