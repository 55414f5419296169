import { Anchor, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { eventSummarySchema } from '@ticketlab/contracts/http/events';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatIn, formatMoney } from '@ticketlab/ui/format/format.ts';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { toWords } from '../../components/state-badge.tsx';
import { useFilters } from '../../lib/use-filters.ts';
import { usePages } from '../../lib/use-pages.ts';

type EventSummary = ReturnType<typeof eventSummarySchema.parse>;

const statuses = ['published', 'draft', 'cancelled', 'finished'] as const;
const filterNames = ['status', 'q'] as const;

const columns: Column<EventSummary>[] = [
  {
    header: 'Event',
    cell: ({ id, title }) => (
      <Anchor component={Link} to={`/events/${id}`} fw={600}>
        {title}
      </Anchor>
    ),
  },
  {
    header: 'Starts',
    cell: ({ startsAt, venue }) => (
      <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
        {formatIn(venue.timezone, startsAt)}
      </Text>
    ),
  },
  { header: 'Where', cell: ({ venue }) => `${venue.name}, ${venue.city}`, from: 'sm' },
  { header: 'Category', cell: ({ category }) => toWords(category), from: 'md' },
  {
    header: 'Price',
    numeric: true,
    from: 'sm',
    cell: ({ priceFrom, priceTo }) =>
      priceFrom.amount === priceTo.amount
        ? formatMoney(priceFrom)
        : `${formatMoney(priceFrom)} to ${formatMoney(priceTo)}`,
  },
];

export function Component() {
  const { filters, setFilter } = useFilters(filterNames);
  const status = filters.status ?? 'published';
  const pages = usePages<EventSummary>('/api/events', { status, q: filters.q, limit: 25 });
  const create = (
    <Button component={Link} to="/events/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New event
    </Button>
  );
  return (
    <>
      <PageTitle title="Events" actions={create} />
      <Group align="flex-end" mb="md" gap="sm">
        <SegmentedControl
          aria-label="State"
          data={statuses.map((value) => ({ value, label: toWords(value) }))}
          value={status}
          onChange={(value) => setFilter('status', value)}
        />
        <SearchInput
          label="Search"
          placeholder="Title, venue, city"
          value={filters.q}
          onSearch={(q) => setFilter('q', q)}
        />
      </Group>
      <DataTable
        label="Events"
        noun="events"
        columns={columns}
        pages={pages}
        empty={
          filters.q === undefined
            ? { title: `No ${status} events`, action: create }
            : { title: 'Nothing found', text: `No ${status} event matches “${filters.q}”.` }
        }
      />
    </>
  );
}
