import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  LoadProgress,
  LoadRun,
  LoadRunDetail,
  loadRunsSchema,
  StartLoadRun,
} from '@ticketlab/contracts/http/load-runs';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { useEventStream } from '@ticketlab/ui/live/use-event-stream.ts';
import type { z } from 'zod';

const path = '/api/lab/load-runs';
const listKey = ['lab', 'load-runs'];
const oneKey = (id: string) => [...listKey, id];

export function useLoadRuns() {
  const api = useApi();
  return useQuery({
    queryKey: listKey,
    queryFn: ({ signal }) => api.get<z.output<typeof loadRunsSchema>>(path, undefined, signal),
    refetchInterval: (query) =>
      query.state.data?.items.some(({ endedAt }) => endedAt === null) === true ? 2_000 : false,
  });
}

/** A run, kept up to date by its own stream until it has ended. */
export function useLoadRun(id: string) {
  const api = useApi();
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: oneKey(id),
    queryFn: ({ signal }) => api.get<LoadRunDetail>(`${path}/${id}`, undefined, signal),
    staleTime: Infinity,
  });
  const live = query.data?.endedAt === null;
  useEventStream(live ? `${path}/${id}/stream` : null, ({ event, data }) => {
    queryClient.setQueryData<LoadRunDetail>(oneKey(id), (before) => before && merge(before, event, data));
    // the numbers of the end are not in the stream
    if (event === 'run' && (data as LoadRun).endedAt !== null)
      void queryClient.invalidateQueries({ queryKey: listKey });
  });
  return query;
}

function merge(before: LoadRunDetail, event: string, data: unknown): LoadRunDetail {
  if (event === 'run') return { ...before, ...(data as LoadRun) };
  if (event === 'progress') return { ...before, progress: data as LoadProgress };
  if (event === 'note') return { ...before, note: (data as { note: string | null }).note };
  return before;
}

export function useLoadRunActions() {
  const api = useApi();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: listKey });
  return {
    start: useMutation({
      mutationFn: async (body: StartLoadRun) => (await api.request<LoadRun>(path, { method: 'POST', body })).data,
      onSettled,
    }),
    stop: useMutation({
      mutationFn: (id: string) => api.request(`${path}/${id}`, { method: 'DELETE' }),
      onSettled,
    }),
    download: useMutation({
      async mutationFn({ id, scenario }: Pick<LoadRun, 'id' | 'scenario'>) {
        const stream = await api.open(`${path}/${id}/report`, new AbortController().signal);
        const url = URL.createObjectURL(await new Response(stream).blob());
        const link = document.createElement('a');
        link.href = url;
        link.download = `ticketlab-${scenario}-${id.slice(-6)}.html`;
        link.click();
        URL.revokeObjectURL(url);
      },
    }),
  };
}
