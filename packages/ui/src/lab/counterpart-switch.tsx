import { Paper, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Counterpart, CounterpartSide } from '@ticketlab/contracts/http/demo';
import { useApi } from '../auth/session-context.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { formatTime } from '../format/format.ts';
import { useLabMode } from './use-lab-mode.ts';

const path = '/api/lab/counterpart';
const queryKey = ['lab', 'counterpart'];

/** In a lab: somebody scripted plays a side of the chat, for who is alone. Elsewhere nothing. */
export function CounterpartSwitch({ side, label }: { side: CounterpartSide; label: string }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const lab = useLabMode();
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<Counterpart>(path, undefined, signal),
    enabled: lab != null,
    refetchInterval: 30_000,
  });
  const change = useMutation({
    mutationFn: async (on: boolean) =>
      (await api.request<Counterpart>(path, { method: 'PUT', body: { side, on } })).data,
    onSuccess: (counterpart) => queryClient.setQueryData(queryKey, counterpart),
  });
  const state = data?.sides.find((each) => each.side === side);
  if (state === undefined) return null;
  return (
    <Paper withBorder p="sm" mt="xl">
      <Switch
        label={label}
        description="Nobody has to sit at the other side: the lab does, from a script."
        checked={state.on}
        disabled={change.isPending}
        onChange={({ currentTarget }) => change.mutate(currentTarget.checked)}
      />
      <Text size="sm" mt="xs" role="status">
        {state.on && state.endsAt !== null && `On until ${formatTime(state.endsAt)}.`}
        {state.on && state.problem !== null && ` Not connected right now: ${state.problem}`}
      </Text>
      {change.error !== null && <ErrorState error={change.error} />}
    </Paper>
  );
}
