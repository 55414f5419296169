import { Anchor, Text } from '@mantine/core';
import type { Order } from '@ticketlab/contracts/http/orders';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatDateTime, formatMoney } from '@ticketlab/ui/format/format.ts';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { shortId } from '../../components/short-id.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { dayEnd, dayStart } from '../../lib/day-range.ts';
import { useFilters } from '../../lib/use-filters.ts';
import { usePages } from '../../lib/use-pages.ts';
import { useUsersById } from '../../lib/use-users-by-id.ts';
import { filterNames, OrderFilters } from './order-filters.tsx';

export function Component() {
  const { filters, setFilter, clear, isFiltered } = useFilters(filterNames);
  const { from, to, ...plain } = filters;
  const pages = usePages<Order>('/api/orders', { ...plain, from: dayStart(from), to: dayEnd(to), limit: 25 });
  const users = useUsersById(pages.items?.map(({ userId }) => userId) ?? []);
  const columns = useMemo(
    (): Column<Order>[] => [
      {
        header: 'Order',
        cell: ({ id }) => (
          <Anchor component={Link} to={`/orders/${id}`} ff="monospace" fw={600}>
            {shortId(id)}
          </Anchor>
        ),
      },
      { header: 'State', cell: ({ state }) => <StateBadge state={state} /> },
      { header: 'Placed', cell: ({ createdAt }) => <Text size="sm">{formatDateTime(createdAt)}</Text>, from: 'xs' },
      { header: 'Event', cell: ({ eventTitle }) => eventTitle, from: 'sm' },
      { header: 'Customer', cell: ({ userId }) => users.get(userId)?.displayName ?? shortId(userId), from: 'md' },
      { header: 'Tickets', numeric: true, cell: ({ items }) => countOf(items), from: 'md' },
      { header: 'Total', numeric: true, cell: ({ total }) => formatMoney(total) },
    ],
    [users],
  );
  return (
    <>
      <PageTitle title="Orders" />
      <OrderFilters filters={filters} onChange={setFilter} onClear={clear} isFiltered={isFiltered} />
      <DataTable
        label="Orders"
        noun="orders"
        columns={columns}
        pages={pages}
        empty={
          isFiltered
            ? { title: 'No order fits these filters', text: 'Clear one of them to see more.' }
            : { title: 'No orders yet', text: 'They appear here as soon as somebody buys.' }
        }
      />
    </>
  );
}

const countOf = (items: Order['items']): number => items.reduce((sum, { quantity }) => sum + quantity, 0);
