import { invariantsSchema } from '@ticketlab/contracts/internal/operations';
import { paymentLookupSchema } from '@ticketlab/contracts/internal/payments';
import type { HttpClient } from '@ticketlab/service-kit/resilience/http-client';
import type { PaymentClient } from '../usecases/ports.ts';
import type { Invariants } from '../usecases/reconcile.ts';

/** The whole of the peer's books is read for it. */
const invariantsTimeoutMs = 60_000;

export function createHttpPaymentClient(http: HttpClient): PaymentClient & { invariants(): Promise<Invariants> } {
  return {
    async ofOrders(orderIds) {
      const schema = { 200: paymentLookupSchema };
      const body = { orderIds };
      const path = '/internal/payments/lookup';
      return (await http.request({ method: 'POST', path, body, schema, idempotent: true })).body.payments;
    },

    async captured(after, limit) {
      const query = new URLSearchParams({ limit: String(limit), ...(after === null ? {} : { after }) });
      const path = `/internal/payments/captured?${query.toString()}`;
      const schema = { 200: paymentLookupSchema };
      return (await http.request({ method: 'GET', path, schema, idempotent: true })).body.payments;
    },

    async invariants() {
      const schema = { 200: invariantsSchema };
      const path = '/internal/invariants';
      return (await http.request({ method: 'GET', path, schema, idempotent: true, timeoutMs: invariantsTimeoutMs }))
        .body;
    },
  };
}
