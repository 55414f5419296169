import { Alert, Anchor, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { Link, useParams } from 'react-router';
import { shortId } from '../../components/short-id.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { OrderFacts } from './order-facts.tsx';
import { OrderHistory } from './order-history.tsx';
import { OrderPayments } from './order-payments.tsx';
import { OrderTickets } from './order-tickets.tsx';
import { RefundButton } from '../../components/refund-button.tsx';
import { useOrder } from './use-order.ts';

export function Component() {
  const { id = '' } = useParams();
  const { order, payments, tickets } = useOrder(id);
  const { data, error } = order;
  const captured = payments.data?.items.find(({ state }) => state === 'CAPTURED');
  return (
    <>
      <Anchor component={Link} to="/orders" size="sm">
        All orders
      </Anchor>
      <PageTitle
        title={`Order ${shortId(id)}`}
        lead={data === undefined ? undefined : <StateBadge state={data.state} />}
        actions={
          data?.state === 'CONFIRMED' && captured !== undefined && <RefundButton order={data} paymentId={captured.id} />
        }
      />
      {data === undefined && error !== null && <ErrorState error={error} onRetry={order.refetch} />}
      {data === undefined && error === null && (
        <SimpleGrid cols={{ base: 1, md: 2 }} aria-busy>
          <Skeleton height={260} />
          <Skeleton height={260} />
        </SimpleGrid>
      )}
      {data !== undefined && (
        <Stack>
          {data.state === 'REFUNDING' && (
            <Alert color="yellow" title="The refund is on its way" role="status">
              This page follows it: first the tickets become void, then the money goes back.
            </Alert>
          )}
          {data.state === 'REFUNDED' && (
            <Alert color="green" title="Refunded" role="status">
              The money has gone back, and the tickets are void.
            </Alert>
          )}
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <OrderFacts order={data} />
            <OrderHistory transitions={data.transitions} />
          </SimpleGrid>
          <OrderPayments payments={payments} />
          <OrderTickets tickets={tickets} state={data.state} />
        </Stack>
      )}
    </>
  );
}
