import { Skeleton, Stack } from '@mantine/core';
import { toApiError } from '@ticketlab/ui/api/api-error.ts';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useParams } from 'react-router';
import { AnswerMarks } from '../../components/answer-marks.tsx';
import { NoSuchOrder } from '../../components/no-such-order.tsx';
import { OrderItems } from '../../components/order-items.tsx';
import { SagaTimeline } from '../../components/saga-timeline.tsx';
import { type OrderDetail, useOrder } from '../../lib/use-order.ts';
import { useOrderTickets } from '../../lib/use-order-tickets.ts';
import { Bought } from './bought.tsx';
import classes from './checkout.module.css';
import { CheckoutEnded } from './checkout-ended.tsx';
import { PayForOrder } from './pay-for-order.tsx';
import { usePayments } from './use-payments.ts';

export function Component() {
  const { orderId = '' } = useParams();
  const { data, error, refetch } = useOrder(orderId);
  if (data === undefined && error === null) return <CheckoutSkeleton />;
  if (data === undefined) {
    const { status } = toApiError(error);
    if (status === 404 || status === 400) return <NoSuchOrder />;
    return (
      <>
        <PageTitle title="Checkout" />
        <ErrorState error={error} title="Your order cannot be shown right now" onRetry={refetch} />
      </>
    );
  }
  return (
    <>
      <PageTitle title={titleOf(data.data)} lead={data.data.eventTitle} />
      <AnswerMarks answer={data} what="Your order" />
      <Stack gap="lg">
        {error !== null && <ErrorState error={error} title="This may have changed meanwhile" onRetry={refetch} />}
        <Checkout order={data.data} />
      </Stack>
    </>
  );
}

function Checkout({ order }: { order: OrderDetail }) {
  const wanted = order.items.reduce((sum, { quantity }) => sum + quantity, 0);
  const tickets = useOrderTickets(order.id, wanted, order.state === 'CONFIRMED');
  const payments = usePayments(order.id, order.state === 'AWAITING_PAYMENT');
  const isOpen = order.state === 'PENDING' || order.state === 'AWAITING_PAYMENT';
  return (
    <div className={classes['columns']}>
      <div>
        {isOpen && <PayForOrder order={order} payments={payments} />}
        {order.state === 'CONFIRMED' && <Bought order={order} tickets={tickets} />}
        {!isOpen && order.state !== 'CONFIRMED' && <CheckoutEnded order={order} />}
      </div>
      <Stack gap="xl">
        <OrderItems order={order} />
        <SagaTimeline
          order={order}
          tickets={tickets.data?.data.items.length}
          isPaying={payments.data?.data.items[0]?.state === 'PROCESSING'}
        />
      </Stack>
    </div>
  );
}

function titleOf({ state }: OrderDetail): string {
  if (state === 'CONFIRMED') return 'You are going';
  if (state === 'EXPIRED') return 'The reservation has expired';
  if (state === 'CANCELLED') return 'This order was cancelled';
  if (state === 'REJECTED') return 'These places could not be reserved';
  if (state === 'REFUNDING' || state === 'REFUNDED') return 'Your money comes back';
  return 'Checkout';
}

function CheckoutSkeleton() {
  return (
    <>
      <PageTitle title="Checkout" />
      <div className={classes['columns']} aria-busy>
        <Stack>
          <Skeleton height={64} />
          <Skeleton height={320} />
        </Stack>
        <Stack>
          <Skeleton height={120} />
          <Skeleton height={160} />
        </Stack>
      </div>
    </>
  );
}
