import { Badge, Button, Divider, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { sessionSchema } from '@ticketlab/contracts/http/users';
import type { z } from 'zod';
import { useApi } from '../auth/session-context.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { formatDateTime, formatRelative } from '../format/format.ts';
import { AccountSection } from './account-section.tsx';
import { browserName } from './browser-name.ts';

type AccountSession = z.output<typeof sessionSchema>;

export const sessionsKey = ['account', 'sessions'];

/** Where somebody is signed in, and how to end that elsewhere. */
export function SessionsSection() {
  const api = useApi();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: sessionsKey,
    queryFn: async ({ signal }) =>
      (await api.get<{ items: AccountSession[] }>('/api/users/me/sessions', undefined, signal)).items,
  });
  const end = useMutation({
    mutationFn: async (ids: string[]) => {
      for (const id of ids) await api.request(`/api/users/me/sessions/${id}`, { method: 'DELETE' });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsKey }),
  });
  const others = (data ?? []).filter(({ current }) => !current);
  return (
    <AccountSection
      title="Sessions"
      lead="Where you are signed in. End what you do not know, and change your password."
    >
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      {end.error !== null && <ErrorState error={end.error} title="That session could not be ended" />}
      {data === undefined && error === null && <SessionsSkeleton />}
      {data !== undefined && (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {data.map((session) => (
            <li key={session.id}>
              <SessionRow session={session} busy={end.isPending} onEnd={() => end.mutate([session.id])} />
              <Divider mt="sm" />
            </li>
          ))}
        </Stack>
      )}
      {others.length > 1 && (
        <Button
          variant="default"
          loading={end.isPending}
          onClick={() => end.mutate(others.map(({ id }) => id))}
          style={{ alignSelf: 'flex-start' }}
        >
          End all {others.length} others
        </Button>
      )}
    </AccountSection>
  );
}

function SessionRow(props: { session: AccountSession; busy: boolean; onEnd: () => void }) {
  const { session } = props;
  const name = browserName(session.userAgent);
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div>
        <Group gap="xs">
          <Text fw={600} title={session.userAgent ?? undefined}>
            {name}
          </Text>
          {session.current && <Badge variant="default">This session</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {session.portal === 'admin' ? 'Admin portal' : 'Customer portal'}, used {formatRelative(session.lastUsedAt)}
        </Text>
        <Text size="sm" c="dimmed">
          Since {formatDateTime(session.createdAt)}
        </Text>
      </div>
      {!session.current && (
        <Button
          size="compact-sm"
          variant="default"
          disabled={props.busy}
          onClick={props.onEnd}
          aria-label={`End the session of ${name}, used ${formatRelative(session.lastUsedAt)}`}
        >
          End
        </Button>
      )}
    </Group>
  );
}

function SessionsSkeleton() {
  return (
    <Stack aria-label="Loading your sessions" role="status">
      <Skeleton h={66} />
      <Skeleton h={66} />
    </Stack>
  );
}
