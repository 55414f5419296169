import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { LoadMore } from '@ticketlab/ui/components/load-more.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatDateTime, formatMoney } from '@ticketlab/ui/format/format.ts';
import type { Order } from '@ticketlab/contracts/http/orders';
import { Link } from 'react-router';
import { AnswerMarks } from '../../components/answer-marks.tsx';
import { OrderStateBadge } from '../../components/order-state-badge.tsx';
import { useKeptPlace } from '../../lib/use-kept-place.ts';
import classes from './orders-page.module.css';
import { useOrders } from './use-orders.ts';

export function Component() {
  const list = useOrders();
  const orders = list.data?.pages.flatMap(({ data }) => data.items) ?? [];
  useKeptPlace(list.data !== undefined);
  return (
    <>
      <PageTitle title="My orders" />
      <AnswerMarks answer={list.data?.pages[0]} what="This list" />
      {list.error !== null && (
        <ErrorState error={list.error} title="Your orders cannot be shown right now" onRetry={list.refetch} />
      )}
      {list.isPending && <Ghosts />}
      {list.data !== undefined && orders.length === 0 && (
        <EmptyState
          title="You have not ordered anything yet"
          action={
            <Button component={Link} to="/">
              See what is on
            </Button>
          }
        />
      )}
      {orders.length > 0 && (
        <>
          <ul className={classes['list']}>
            {orders.map((order) => (
              <OrderRow key={order.id} order={order} />
            ))}
          </ul>
          <LoadMore
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={list.fetchNextPage}
            shown={orders.length}
            noun="orders"
          />
        </>
      )}
    </>
  );
}

function OrderRow({ order }: { order: Order }) {
  const places = order.items.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <li className={classes['row']}>
      <div>
        <Link to={`/orders/${order.id}`} className={classes['title']}>
          {order.eventTitle}
        </Link>
        <Text size="sm" c="dimmed">
          Order {order.id.slice(-8)}, <time dateTime={order.createdAt}>{formatDateTime(order.createdAt)}</time>
        </Text>
      </div>
      <Text className="tabular">
        {places === 1 ? '1 ticket' : `${places} tickets`}, {formatMoney(order.total)}
      </Text>
      <div className={classes['state']}>
        <OrderStateBadge state={order.state} />
      </div>
    </li>
  );
}

function Ghosts() {
  return (
    <Stack gap={1} aria-busy>
      {[0, 1, 2, 3].map((index) => (
        <Skeleton key={index} height={76} />
      ))}
    </Stack>
  );
}
