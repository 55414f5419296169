import { Badge, Box, Checkbox, Group, Skeleton, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ChatQueue } from '@ticketlab/contracts/http/chat-desk';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { chatKeys } from '@ticketlab/ui/chat/chat-keys.ts';
import { useChat } from '@ticketlab/ui/chat/chat-provider.tsx';
import { useConversations } from '@ticketlab/ui/chat/use-conversations.ts';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { LoadMore } from '@ticketlab/ui/components/load-more.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatNumber } from '@ticketlab/ui/format/format.ts';
import { CounterpartSwitch } from '@ticketlab/ui/lab/counterpart-switch.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { useFilters } from '../../lib/use-filters.ts';
import classes from './inbox.module.css';
import { QueueRow } from './queue-row.tsx';
import { toFilter, toView, views } from './views.ts';

const filterNames = ['view', 'q', 'waiting'] as const;

export function Queue({ openId }: { openId: string | undefined }) {
  const { userId, connected } = useChat();
  const { filters, setFilter } = useFilters(filterNames);
  const view = toView(filters.view);
  const search = filters.q ?? '';
  const list = useConversations(toFilter(view, userId, search, filters.waiting === 'yes'));
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      {openId === undefined ? (
        <PageTitle title="Inbox" />
      ) : (
        <Title order={2} size="h4" mb="xs">
          Inbox
        </Title>
      )}
      <SearchInput
        label="Search all conversations"
        value={search}
        onSearch={(text) => setFilter('q', text)}
        placeholder="Name, subject, message or note"
      />
      <Views chosen={search === '' ? view : undefined} onChoose={(next) => setFilter('view', next)} />
      <Group justify="space-between" mb="xs" gap="xs">
        <Checkbox
          size="xs"
          label="Only who waits, longest first"
          checked={filters.waiting === 'yes'}
          disabled={search !== '' || view === 'closed'}
          onChange={({ currentTarget }) => setFilter('waiting', currentTarget.checked ? 'yes' : undefined)}
        />
        <Badge variant="dot" color={connected ? 'green' : 'gray'}>
          {connected ? 'Live' : 'Not connected'}
        </Badge>
      </Group>
      {list.error !== null && <ErrorState error={list.error} onRetry={list.refetch} />}
      <ul className={classes['rows']} aria-label="Conversations" tabIndex={0}>
        {items === undefined && list.error === null && <RowsSkeleton />}
        {items?.map((conversation) => (
          <li key={conversation.id}>
            <QueueRow conversation={conversation} isOpen={conversation.id === openId} ownId={userId} />
          </li>
        ))}
        {items !== undefined && (
          <li>
            {items.length === 0 ? (
              <EmptyState title={search === '' ? 'Nothing here' : 'Nothing found'}>
                {search === '' ? 'New conversations appear by themselves.' : 'Words match from their beginning.'}
              </EmptyState>
            ) : (
              <LoadMore
                hasMore={list.hasNextPage}
                loading={list.isFetchingNextPage}
                onMore={list.fetchNextPage}
                shown={items.length}
                noun="conversations"
              />
            )}
          </li>
        )}
      </ul>
      {openId === undefined && (
        <Box hiddenFrom="md">
          <CounterpartSwitch side="customer" label="Let the lab play a customer" />
        </Box>
      )}
    </>
  );
}

function Views(props: { chosen: string | undefined; onChoose: (view: string) => void }) {
  const api = useApi();
  const { data } = useQuery({
    queryKey: chatKeys.queue,
    queryFn: ({ signal }) => api.get<ChatQueue>('/api/chat/queue', undefined, signal),
  });
  return (
    <div className={classes['views']} role="group" aria-label="Which conversations">
      {views.map(({ view, label, count }) => (
        <UnstyledButton
          key={view}
          className={classes['view']}
          aria-pressed={props.chosen === view}
          onClick={() => props.onChoose(view)}
        >
          <span>{label}</span>{' '}
          <Text span inherit className="tabular">
            {data === undefined ? '' : formatNumber(count(data))}
          </Text>
        </UnstyledButton>
      ))}
    </div>
  );
}

function RowsSkeleton() {
  return (
    <li>
      <Stack role="status" aria-label="Loading conversations" gap="xs">
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} h={72} />
        ))}
      </Stack>
    </li>
  );
}
