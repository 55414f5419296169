import { useInfiniteQuery } from '@tanstack/react-query';
import type { QueryValue } from '@ticketlab/ui/api/client.ts';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** What has been loaded of a list so far. */
export interface Pages<T> {
  /** Undefined until the first page is here. */
  items: T[] | undefined;
  error: Error | null;
  hasMore: boolean;
  loadingMore: boolean;
  loadMore: () => void;
  refetch: () => void;
}

/** A list that the server gives in pages by keyset cursors. The key in the cache is the path and what is asked for. */
export function usePages<T>(path: string, query: Record<string, QueryValue> = {}): Pages<T> {
  const api = useApi();
  const result = useInfiniteQuery({
    queryKey: [path, 'pages', query],
    queryFn: ({ pageParam, signal }) => api.get<Page<T>>(path, { ...query, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  return {
    items: result.data?.pages.flatMap(({ items }) => items),
    error: result.error,
    hasMore: result.hasNextPage,
    loadingMore: result.isFetchingNextPage,
    loadMore: () => void result.fetchNextPage(),
    refetch: () => void result.refetch(),
  };
}
