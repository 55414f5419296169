import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { HistoryPoint } from '@ticketlab/contracts/http/lab';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { useEventStream } from '@ticketlab/ui/live/use-event-stream.ts';

interface History {
  stepSeconds: number;
  points: HistoryPoint[];
}

const keptMinutes = 15;
const key = ['/api/lab/history', keptMinutes];
/** Without the stream the history is asked for as often. */
const pollMs = 5_000;

/** What the lab sees of its services, the last quarter of an hour, oldest first, as it happens. */
export function useLivePoints() {
  const api = useApi();
  const queryClient = useQueryClient();
  const { connected } = useEventStream('/api/lab/stream', ({ event, data }) => {
    if (event !== 'point') return;
    queryClient.setQueryData<History>(
      key,
      (history) => history && { ...history, points: withPoint(history.points, data as HistoryPoint) },
    );
  });
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<History>('/api/lab/history', { minutes: keptMinutes }, signal),
    // what was missed while nobody listened comes with the next answer
    staleTime: pollMs,
    refetchInterval: connected ? false : pollMs,
  });
  return { points: data?.points, latest: data?.points.at(-1), error, refetch, connected };
}

/** The newest appended, what is too old let go. */
function withPoint(points: readonly HistoryPoint[], point: HistoryPoint): HistoryPoint[] {
  const oldest = Date.parse(point.at) - keptMinutes * 60_000;
  const rest = points.filter(({ at }) => Date.parse(at) >= oldest && at < point.at);
  return [...rest, point];
}

export type ServicePoint = HistoryPoint['services'][number];

export function pointOf(point: HistoryPoint | undefined, service: string): ServicePoint | undefined {
  return point?.services.find((row) => row.service === service);
}
