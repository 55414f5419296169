import { SimpleGrid, Skeleton } from '@mantine/core';
import type { OrderStats } from '@ticketlab/contracts/http/order-stats';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatMoney, formatNumber } from '@ticketlab/ui/format/format.ts';
import { lazy, Suspense } from 'react';
import { Panel } from '../../components/panel.tsx';
import { Tile } from './tile.tsx';
import { ordersPerMinute, useOrderStats } from './use-order-stats.ts';

const OrdersChart = lazy(() => import('./charts.tsx').then(({ OrdersChart }) => ({ default: OrdersChart })));
const chartHeight = 200;

/** What is sold, over the last hour. */
export function ShopFigures() {
  const { data, error, refetch } = useOrderStats();
  if (data === undefined && error !== null) {
    return <ErrorState error={error} title="Sales cannot be shown" onRetry={refetch} />;
  }
  const paid = data?.reached.CONFIRMED ?? 0;
  return (
    <>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        <Tile
          label="Orders a minute"
          value={data && formatNumber(ordersPerMinute(data))}
          note="over the last five minutes"
        />
        <Tile label="Orders placed" value={data && formatNumber(data.reached.PENDING)} note="in the last hour" />
        <Tile label="Orders paid" value={data && formatNumber(paid)} note="in the last hour" />
        <Tile label="Revenue" value={data && revenueOf(data)} note={data && refundsOf(data)} />
      </SimpleGrid>
      <Panel title="Orders" lead={data?.complete === false ? 'The oldest are left out.' : undefined}>
        <Suspense fallback={<Skeleton height={chartHeight} />}>
          {data === undefined ? <Skeleton height={chartHeight} /> : <OrdersChart stats={data} height={chartHeight} />}
        </Suspense>
      </Panel>
    </>
  );
}

function revenueOf({ revenue }: OrderStats): string {
  if (revenue.length === 0) return '0';
  return revenue
    .map(({ currency, captured, refunded }) =>
      captured < refunded
        ? `−${formatMoney({ amount: refunded - captured, currency })}`
        : formatMoney({ amount: captured - refunded, currency }),
    )
    .join(' + ');
}

function refundsOf({ revenue }: OrderStats): string {
  const refunds = revenue.filter(({ refunded }) => refunded > 0);
  if (refunds.length === 0) return 'in the last hour';
  return `after ${refunds.map(({ refunded, currency }) => formatMoney({ amount: refunded, currency })).join(' + ')} refunded`;
}
