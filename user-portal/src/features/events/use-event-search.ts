import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { eventPageSchema } from '@ticketlab/contracts/http/events';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import type { z } from 'zod';
import { askAgain } from '../../lib/ask-again.ts';
import { type Filters, toQuery } from './search-filters.ts';

type EventPage = z.output<typeof eventPageSchema>;
export type EventSummary = EventPage['items'][number];

const pageSize = 12;

/** The events that fit, page by page; while others are looked for, the ones before stay. */
export function useEventSearch(filters: Filters) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['events', 'search', filters],
    queryFn: ({ pageParam, signal }) =>
      api.request<EventPage>('/api/events', {
        query: { ...toQuery(filters), limit: pageSize, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ data }) => data.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => askAgain(state.data?.pages ?? [], state.error),
  });
}
