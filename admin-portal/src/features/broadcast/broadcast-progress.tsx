import { Alert, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatNumber } from '@ticketlab/ui/format/format.ts';
import type { BroadcastResult } from './use-broadcast.ts';

const pollMs = 500;

/** How far a broadcast is. */
export function BroadcastProgress({ id }: { id: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/notifications/broadcasts', id],
    queryFn: ({ signal }) => api.get<BroadcastResult>(`/api/notifications/broadcasts/${id}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'done' ? false : pollMs),
  });
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={refetch} />;
  const isDone = data?.state === 'done';
  const reached = data?.recipients ?? 0;
  return (
    <Alert
      role="status"
      color={isDone ? 'green' : 'yellow'}
      title={isDone ? 'Sent' : 'On its way'}
      icon={isDone ? undefined : <Loader size="sm" aria-hidden />}
    >
      {isDone
        ? `It has reached ${formatNumber(reached)} ${reached === 1 ? 'person' : 'people'}.`
        : `It has reached ${formatNumber(reached)} so far.`}
    </Alert>
  );
}
