import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { toApiError } from '@ticketlab/ui/api/api-error.ts';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatDateTime } from '@ticketlab/ui/format/format.ts';
import { Link, useParams } from 'react-router';
import { AnswerMarks } from '../../components/answer-marks.tsx';
import { CancelOrder } from '../../components/cancel-order.tsx';
import { NoSuchOrder } from '../../components/no-such-order.tsx';
import { OrderItems } from '../../components/order-items.tsx';
import { OrderStateBadge } from '../../components/order-state-badge.tsx';
import { SagaTimeline } from '../../components/saga-timeline.tsx';
import { TicketList } from '../../components/ticket-list.tsx';
import { type OrderDetail, useOrder } from '../../lib/use-order.ts';
import { useOrderTickets } from '../../lib/use-order-tickets.ts';
import classes from './order-page.module.css';
import { RefundHelp } from './refund-help.tsx';

export function Component() {
  const { orderId = '' } = useParams();
  const { data, error, refetch } = useOrder(orderId);
  if (data === undefined && error === null) return <OrderSkeleton />;
  if (data === undefined) {
    const { status } = toApiError(error);
    if (status === 404 || status === 400) return <NoSuchOrder />;
    return (
      <>
        <PageTitle title="Order" />
        <ErrorState error={error} title="This order cannot be shown right now" onRetry={refetch} />
      </>
    );
  }
  return (
    <>
      <PageTitle
        title={data.data.eventTitle}
        lead={<Lead order={data.data} />}
        actions={<OrderStateBadge state={data.data.state} />}
      />
      <AnswerMarks answer={data} what="This order" />
      <Stack gap="lg">
        {error !== null && <ErrorState error={error} title="This may have changed meanwhile" onRetry={refetch} />}
        <OrderView order={data.data} />
      </Stack>
    </>
  );
}

function Lead({ order }: { order: OrderDetail }) {
  return (
    <>
      Order {order.id.slice(-8)}, placed <time dateTime={order.createdAt}>{formatDateTime(order.createdAt)}</time>
    </>
  );
}

function OrderView({ order }: { order: OrderDetail }) {
  const wanted = order.items.reduce((sum, { quantity }) => sum + quantity, 0);
  const hadTickets = order.state === 'CONFIRMED' || order.state === 'REFUNDING' || order.state === 'REFUNDED';
  const tickets = useOrderTickets(order.id, order.state === 'CONFIRMED' ? wanted : 0, hadTickets);
  const issued = tickets.data?.data.items ?? [];
  return (
    <div className={classes['columns']}>
      <Stack gap="xl">
        <OrderItems order={order} />
        <Actions order={order} />
        {hadTickets && (
          <section aria-labelledby="tickets">
            <Title order={2} size="h3" id="tickets" mb="sm" className="screen-only">
              Tickets
            </Title>
            {tickets.error !== null && (
              <ErrorState
                error={tickets.error}
                title="The tickets cannot be shown right now"
                onRetry={tickets.refetch}
              />
            )}
            {tickets.isPending && <Skeleton height={210} />}
            {tickets.data !== undefined && issued.length === 0 && (
              <Text>{order.state === 'CONFIRMED' ? 'They are being issued.' : 'There are none any more.'}</Text>
            )}
            <TicketList tickets={issued} />
          </section>
        )}
      </Stack>
      <section aria-labelledby="history">
        <Title order={2} size="h3" id="history" mb="md" className="screen-only">
          What happened
        </Title>
        <SagaTimeline order={order} tickets={tickets.data?.data.items.length} />
      </section>
    </div>
  );
}

function Actions({ order }: { order: OrderDetail }) {
  if (order.state === 'AWAITING_PAYMENT' || order.state === 'PENDING') {
    return (
      <Group gap="sm">
        <Button component={Link} to={`/checkout/${order.id}`}>
          {order.state === 'PENDING' ? 'Go on to the checkout' : 'Pay now'}
        </Button>
        <CancelOrder order={order} label="Cancel this order" />
      </Group>
    );
  }
  if (order.state === 'CONFIRMED') return <RefundHelp order={order} />;
  return (
    <Group>
      <Button component={Link} to={`/events/${order.eventId}`} variant="default">
        Back to the event
      </Button>
    </Group>
  );
}

function OrderSkeleton() {
  return (
    <>
      <PageTitle title="Order" />
      <div className={classes['columns']} aria-busy>
        <Stack>
          <Skeleton height={120} />
          <Skeleton height={210} />
        </Stack>
        <Skeleton height={240} />
      </div>
    </>
  );
}
