import { Button, SimpleGrid, TextInput } from '@mantine/core';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatClock, formatDay } from '@ticketlab/ui/format/format.ts';
import { useMemo, useState } from 'react';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { ShortId } from '../../components/short-id.tsx';
import { dayEnd, dayStart } from '../../lib/day-range.ts';
import { useFilters } from '../../lib/use-filters.ts';
import { usePages } from '../../lib/use-pages.ts';
import { useUsersById } from '../../lib/use-users-by-id.ts';
import { AuditDrawer } from './audit-drawer.tsx';
import { type AuditEntry, describeAction, describeActor, personOf } from './audit-entry.ts';

const filterNames = ['action', 'actor', 'subject', 'from', 'to'] as const;

export function Component() {
  const { filters, setFilter, clear, isFiltered } = useFilters(filterNames);
  const { from, to, ...plain } = filters;
  const pages = usePages<AuditEntry>('/api/audit', { ...plain, from: dayStart(from), to: dayEnd(to), limit: 50 });
  const people = useUsersById(pages.items?.flatMap(({ actor }) => personOf(actor) ?? []) ?? []);
  const [opened, setOpened] = useState<AuditEntry>();
  const columns = useMemo(
    (): Column<AuditEntry>[] => [
      { header: 'When', cell: ({ at }) => formatMoment(at) },
      { header: 'What', cell: describeAction },
      { header: 'Who', cell: ({ actor }) => describeActor(actor, people) },
      { header: 'Of what', cell: ({ subject }) => <ShortId id={subject} />, from: 'sm' },
      { header: 'Told by', cell: ({ service }) => service, from: 'md' },
      {
        header: 'Details',
        cell: (entry) => (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Details of ${describeAction(entry)}, ${formatClock(entry.at)}`}
            onClick={() => setOpened(entry)}
          >
            Details
          </Button>
        ),
      },
    ],
    [people],
  );
  return (
    <>
      <PageTitle title="Audit log" lead="Who did what: every event of the system, newest first." />
      <SimpleGrid cols={{ base: 2, md: 3 }} mb="md" spacing="sm" style={{ alignItems: 'end' }}>
        <SearchInput
          label="What"
          placeholder="order.confirmed"
          value={filters.action}
          onSearch={(text) => setFilter('action', text)}
        />
        <SearchInput
          label="Who"
          placeholder="admin:id or a service"
          value={filters.actor}
          onSearch={(text) => setFilter('actor', text)}
        />
        <SearchInput
          label="Of what"
          placeholder="Id of an order, event, account"
          value={filters.subject}
          onSearch={(text) => setFilter('subject', text)}
        />
        <TextInput
          type="date"
          label="From"
          value={filters.from ?? ''}
          onChange={({ currentTarget }) => setFilter('from', currentTarget.value)}
        />
        <TextInput
          type="date"
          label="Until"
          value={filters.to ?? ''}
          onChange={({ currentTarget }) => setFilter('to', currentTarget.value)}
        />
        <Button variant="default" disabled={!isFiltered} onClick={clear}>
          Clear filters
        </Button>
      </SimpleGrid>
      <DataTable
        label="Audit log"
        noun="entries"
        columns={columns}
        pages={pages}
        empty={{ title: isFiltered ? 'No entry fits these filters' : 'Nothing has happened yet' }}
      />
      <AuditDrawer entry={opened} people={people} onClose={() => setOpened(undefined)} />
    </>
  );
}

/** The day only where it is not today. */
function formatMoment(at: string): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return isToday ? formatClock(at) : `${formatDay(at)}, ${formatClock(at)}`;
}
