import type { Event } from '@ticketlab/contracts/http/events';
import type { Order } from '@ticketlab/contracts/http/orders';
import { type Payment, testCards } from '@ticketlab/contracts/http/payments';
import { type Answer, call } from '@ticketlab/testing/call';
import { createEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import { cardOf, sampleEvent } from '@ticketlab/testing/samples';
import type { TestUser } from '@ticketlab/testing/tokens';
import type { SagaProcesses } from './saga-processes.ts';

/** An order or a payment, or a problem about it. */
export type OrderAnswer = Answer<Order & { type: string }>;
export type PaymentAnswer = Answer<Payment & { type: string }>;

/** What organisers and customers do. */
export function createBoxOffice({ identity, rows, urlOf, publishAgain }: SagaProcesses) {
  const publish = (event: Parameters<typeof createEvent>[0]) =>
    publishAgain('event-notifications', createEvent(event, 'event-service'));

  return {
    /** Publishes an event; resolves once order- and ticket-service know it. */
    async sell(more: { capacity?: number; maxPerCustomer?: number; title?: string } = {}): Promise<Event> {
      const { capacity = 100, ...overrides } = more;
      const sample = sampleEvent({ maxPerCustomer: 50, ...overrides });
      const tiers = sample.tiers.map((tier) => (tier.kind === 'general' ? { ...tier, capacity } : tier));
      const event = { ...sample, tiers };
      const about = { subject: event.id, data: { event } };
      await publish({
        type: 'ticketlab.event.created.v1',
        aggregateVersion: 1,
        ...about,
        data: { event: { ...event, status: 'draft' } },
      });
      await publish({ type: 'ticketlab.event.published.v1', aggregateVersion: 2, ...about });
      await eventually(
        async () => {
          for (const service of ['order-service', 'ticket-service'] as const) {
            const known = "SELECT 1 FROM events WHERE id = $1 AND status = 'published'";
            const found = await rows(service, known, [event.id]);
            if (found.length === 0) throw new Error(`${service} does not know the event yet`);
          }
        },
        { timeoutMs: 20_000 },
      );
      return event;
    },

    cancelEvent: (event: Event) =>
      publish({
        type: 'ticketlab.event.cancelled.v1',
        subject: event.id,
        aggregateVersion: 3,
        data: { eventId: event.id, title: event.title, reason: 'rain' },
      }),

    place: ({ token }: TestUser, event: Event, items: unknown = standing(event, 1), key = newId()) =>
      call<OrderAnswer['body']>(urlOf('order-service'), 'POST', '/api/orders', {
        token,
        body: { eventId: event.id, items },
        headers: { 'idempotency-key': key },
      }),

    cancel: ({ token }: TestUser, orderId: string) =>
      call<OrderAnswer['body']>(urlOf('order-service'), 'POST', `/api/orders/${orderId}/cancel`, { token }),

    pay: ({ token }: TestUser, orderId: string, card: keyof typeof testCards = 'success', key = newId()) =>
      call<PaymentAnswer['body']>(urlOf('payment-service'), 'POST', '/api/payments', {
        token,
        body: { orderId, card: cardOf(testCards[card]) },
        headers: { 'idempotency-key': key },
      }),

    refund: (paymentId: string) =>
      call<PaymentAnswer['body']>(urlOf('payment-service'), 'POST', `/api/payments/${paymentId}/refund`, {
        token: identity.admin().token,
        body: { reason: 'goodwill' },
      }),
  };
}

export function standing(event: Event, quantity: number) {
  return [{ tierId: event.tiers[0]?.id, quantity }];
}

export function seat(event: Event, seatId: string) {
  return [{ tierId: event.tiers[1]?.id, seatIds: [seatId] }];
}
