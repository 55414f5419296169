import { Button, SimpleGrid, Stack, Text, VisuallyHidden } from '@mantine/core';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { LoadMore } from '@ticketlab/ui/components/load-more.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useSearchParams } from 'react-router';
import { AnswerMarks } from '../../components/answer-marks.tsx';
import { useKeptPlace } from '../../lib/use-kept-place.ts';
import { CategoryChips } from './category-chips.tsx';
import { EventCard, EventCardSkeleton } from './event-card.tsx';
import { EventFilters } from './event-filters.tsx';
import classes from './home-page.module.css';
import { SearchBox } from './search-box.tsx';
import { type Filters, isNarrowed, parseFilters, withFilter } from './search-filters.ts';
import { useEventSearch } from './use-event-search.ts';

export function Component() {
  const [search, setSearch] = useSearchParams();
  const filters = parseFilters(search);
  const found = useEventSearch(filters);
  const first = found.data?.pages[0];
  useKeptPlace(found.data !== undefined);

  const change = (name: keyof Filters, value: string): void =>
    setSearch((now) => withFilter(now, name, value), { replace: true, preventScrollReset: true });
  const clear = (): void => setSearch({}, { replace: true, preventScrollReset: true });
  const events = found.data?.pages.flatMap(({ data }) => data.items) ?? [];

  return (
    <>
      <PageTitle title="What is on" />
      <Stack gap="md" mb="lg">
        <SearchBox q={filters.q ?? ''} onSearch={(q) => change('q', q)} />
        <CategoryChips
          chosen={filters.category}
          counts={first?.data.facets.category}
          onChange={(category) => change('category', category)}
        />
        <EventFilters
          filters={filters}
          facets={first?.data.facets}
          onChange={change}
          onClear={isNarrowed(filters) ? clear : undefined}
        />
      </Stack>
      <AnswerMarks answer={first} what="The catalogue" />
      {found.error !== null && <ErrorState error={found.error} onRetry={found.refetch} />}
      <Text size="sm" c="dimmed" role="status" className={classes['total'] ?? ''}>
        {first !== undefined && (first.data.total === 1 ? '1 event' : `${first.data.total} events`)}
        {found.isPending && <VisuallyHidden>Looking for events</VisuallyHidden>}
      </Text>
      {first?.data.total === 0 && (
        <EmptyState
          title="No event fits all of this"
          action={
            <Button variant="default" onClick={clear}>
              Show all events
            </Button>
          }
        >
          Try fewer filters or another word. Small typing mistakes are forgiven.
        </EmptyState>
      )}
      <SimpleGrid
        cols={{ base: 1, xs: 2, md: 3 }}
        spacing="lg"
        aria-busy={found.isPlaceholderData}
        className={classes['grid'] ?? ''}
      >
        {found.isPending && ghosts.map((index) => <EventCardSkeleton key={index} />)}
        {events.map((event) => (
          <EventCard key={event.id} event={event} />
        ))}
      </SimpleGrid>
      {events.length > 0 && (
        <LoadMore
          hasMore={found.hasNextPage}
          loading={found.isFetchingNextPage}
          onMore={found.fetchNextPage}
          shown={events.length}
          noun="events"
        />
      )}
    </>
  );
}

const ghosts = [0, 1, 2, 3, 4, 5];
