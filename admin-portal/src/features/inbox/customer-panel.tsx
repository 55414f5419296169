import { Anchor, Badge, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Order } from '@ticketlab/contracts/http/orders';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatDateTime, formatDay, formatMoney } from '@ticketlab/ui/format/format.ts';
import { LoadMore } from '@ticketlab/ui/components/load-more.tsx';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { ShortId } from '../../components/short-id.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { usePages } from '../../lib/use-pages.ts';
import { useUsersById } from '../../lib/use-users-by-id.ts';
import { OrderActions } from './order-actions.tsx';

/** Who asks, and what they have bought. */
export function CustomerPanel({ customerId, name }: { customerId: string; name: string }) {
  const customer = useUsersById([customerId]).get(customerId);
  const orders = usePages<Order>('/api/orders', { userId: customerId, limit: 10 });
  useLookAgain(orders.items?.some(({ state }) => undecided.has(state)) === true);
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h4">
          {name}
        </Title>
        {customer !== undefined && (
          <>
            <Text size="sm">{customer.email}</Text>
            <Text size="sm" c="dimmed">
              Customer since {formatDay(customer.createdAt)}
            </Text>
            {customer.locked && (
              <Badge color="red.9" variant="filled">
                Locked
              </Badge>
            )}
          </>
        )}
      </div>
      <Title order={3} size="h5">
        Orders
      </Title>
      {orders.error !== null && <ErrorState error={orders.error} onRetry={orders.refetch} />}
      {orders.items === undefined && orders.error === null && <Skeleton h={160} />}
      {orders.items?.length === 0 && <Text size="sm">Nothing bought yet.</Text>}
      {orders.items?.map((order) => (
        <OrderCard key={order.id} order={order} />
      ))}
      {orders.items !== undefined && orders.items.length > 0 && (
        <LoadMore
          hasMore={orders.hasMore}
          loading={orders.loadingMore}
          onMore={orders.loadMore}
          shown={orders.items.length}
          noun="orders"
        />
      )}
    </Stack>
  );
}

const undecided: ReadonlySet<Order['state']> = new Set(['PENDING', 'AWAITING_PAYMENT', 'REFUNDING']);
const lookAgainMs = 3_000;

/** Orders change by themselves while they are undecided. */
function useLookAgain(isDue: boolean): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (!isDue) return;
    const timer = setInterval(() => void queryClient.invalidateQueries({ queryKey: ['/api/orders'] }), lookAgainMs);
    return () => clearInterval(timer);
  }, [isDue, queryClient]);
}

function OrderCard({ order }: { order: Order }) {
  const count = order.items.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <Stack gap={4} component="article">
      <Group justify="space-between" gap="xs">
        <Anchor component={Link} to={`/orders/${order.id}`} fw={600} size="sm">
          {order.eventTitle}
        </Anchor>
        <StateBadge state={order.state} />
      </Group>
      <Text size="sm">
        {count === 1 ? '1 ticket' : `${count} tickets`}, {formatMoney(order.total)}
      </Text>
      <Text size="xs">
        <ShortId id={order.id} /> {formatDateTime(order.createdAt)}
      </Text>
      {order.state === 'CONFIRMED' && <OrderActions order={order} />}
    </Stack>
  );
}
