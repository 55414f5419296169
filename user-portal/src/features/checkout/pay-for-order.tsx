import { Alert, Loader, Stack } from '@mantine/core';
import type { Payment } from '@ticketlab/contracts/http/payments';
import { toApiError } from '@ticketlab/ui/api/api-error.ts';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { CancelOrder } from '../../components/cancel-order.tsx';
import { declineInWords } from '../../lib/order-words.ts';
import { type OrderDetail, orderKey } from '../../lib/use-order.ts';
import { PaymentForm } from './payment-form.tsx';
import { ReservationCountdown, useTimeLeft } from './reservation-countdown.tsx';
import { usePay } from './use-pay.ts';
import type { usePayments } from './use-payments.ts';

/** From placed to paid. What is shown follows what the services say, so that a reload shows the same. */
export function PayForOrder({ order, payments }: { order: OrderDetail; payments: ReturnType<typeof usePayments> }) {
  const isReserved = order.state === 'AWAITING_PAYMENT';
  const pay = usePay(order.id);
  const queries = useQueryClient();
  const isTimeUp = useTimeLeft(order.expiresAt) === 0;
  const latest = payments.data?.data.items[0];

  useEffect(() => {
    if (latest !== undefined && latest.state !== 'PROCESSING') {
      void queries.invalidateQueries({ queryKey: orderKey(order.id) });
    }
  }, [latest, queries, order.id]);

  if (!isReserved) {
    return (
      <Waiting title="Your places are being reserved">
        The answer takes longer than usual. You can wait here or come back later: the order is kept.
      </Waiting>
    );
  }
  // the provider took nothing on: the same card can be tried again at once
  const canTryAgain = pay.error !== null && toApiError(pay.error).isTemporary;
  if (latest?.state === 'CAPTURED' || order.transitions.some(({ reason }) => reason === 'payment-captured')) {
    return <Waiting title="Paid">Your places are now being sold to you. This takes a moment.</Waiting>;
  }
  if (latest?.state === 'PROCESSING' && !pay.isPending && !canTryAgain) {
    return (
      <Waiting title="The payment is being confirmed">
        The payment provider has not answered yet. It is asked until it does, and you are not charged twice. There is
        nothing you need to do; you can also leave this page.
      </Waiting>
    );
  }
  return (
    <Stack>
      {order.expiresAt !== null && <ReservationCountdown expiresAt={order.expiresAt} />}
      {payments.error !== null && (
        <ErrorState error={payments.error} title="Earlier payments cannot be shown" onRetry={payments.refetch} />
      )}
      <PaymentForm order={order} pay={pay} declined={declineOf(pay, latest)} isTimeUp={isTimeUp} />
      <CancelOrder order={order} label="Give the places back" />
    </Stack>
  );
}

function declineOf(pay: ReturnType<typeof usePay>, latest: Payment | undefined): string | undefined {
  const error = pay.error === null ? undefined : toApiError(pay.error);
  if (error?.code === 'payment-declined') return error.detail ?? declineInWords(null);
  return latest?.state === 'DECLINED' ? declineInWords(latest.declineReason) : undefined;
}

function Waiting({ title, children }: { title: string; children: string }) {
  return (
    <Alert role="status" color="blue" title={title} icon={<Loader size={20} aria-hidden />}>
      {children}
    </Alert>
  );
}
