import type { Metrics } from '@ticketlab/service-kit/telemetry/metrics';
import type { Outcome } from './usecases/ports.ts';

/** Counts what came of asking the provider. */
export function createPaymentCounter(metrics: Metrics): (outcome: Outcome) => void {
  const payments = metrics.counter('payments_total', 'What came of asking the payment provider', ['result']);
  return (result) => payments.inc({ result });
}
