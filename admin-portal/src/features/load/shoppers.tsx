import { Group, Paper, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { shoppersSchema } from '@ticketlab/contracts/http/lab';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatNumber } from '@ticketlab/ui/format/format.ts';
import type { z } from 'zod';

type ShoppersState = z.output<typeof shoppersSchema>;
const key = ['lab', 'shoppers'];

/** Two journeys a second all the time, so that maps and charts have something to show. */
export function Shoppers() {
  const api = useApi();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<ShoppersState>('/api/lab/shoppers', undefined, signal),
    refetchInterval: 3_000,
  });
  const change = useMutation({
    mutationFn: async (on: boolean) =>
      (await api.request<ShoppersState>('/api/lab/shoppers', { method: 'PUT', body: { on } })).data,
    onSuccess: (state) => queryClient.setQueryData(key, state),
  });
  if (error !== null) return <ErrorState error={error} onRetry={refetch} />;
  return (
    <Paper withBorder p="md">
      <Group justify="space-between">
        <Switch
          label="Shoppers"
          description="Two journeys a second until you switch them off, at most two hours"
          checked={data?.on ?? false}
          disabled={data === undefined || change.isPending}
          onChange={({ currentTarget }) => change.mutate(currentTarget.checked)}
        />
        <Text className="tabular" mih="1.5em">
          {data !== undefined && `${formatNumber(data.completed)} journeys done, ${formatNumber(data.failed)} failed`}
        </Text>
      </Group>
      {change.error !== null && <ErrorState error={change.error} />}
    </Paper>
  );
}
