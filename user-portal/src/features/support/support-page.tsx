import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconMessageCircle } from '@tabler/icons-react';
import type { Conversation } from '@ticketlab/contracts/http/chat';
import { useConversations } from '@ticketlab/ui/chat/use-conversations.ts';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { LoadMore } from '@ticketlab/ui/components/load-more.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatRelative } from '@ticketlab/ui/format/format.ts';
import { CounterpartSwitch } from '@ticketlab/ui/lab/counterpart-switch.tsx';
import { Link } from 'react-router';
import { SupportPresence } from './support-presence.tsx';
import classes from './support.module.css';

export function Component() {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useConversations();
  const items = data?.pages.flatMap((page) => page.items);
  const write = (
    <Button component={Link} to="/support/new">
      Write to support
    </Button>
  );
  return (
    <>
      <PageTitle title="Support" lead={<SupportPresence />} actions={items?.length === 0 ? undefined : write} />
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      {items === undefined && error === null && <ListSkeleton />}
      {items?.length === 0 && (
        <EmptyState icon={<IconMessageCircle size={32} aria-hidden />} title="No conversations yet" action={write}>
          Ask about an order, a refund or an event. What you write stays here, with the answers.
        </EmptyState>
      )}
      {items !== undefined && items.length > 0 && (
        <>
          <ul className={classes['list']}>
            {items.map((conversation) => (
              <li key={conversation.id}>
                <ConversationRow conversation={conversation} />
              </li>
            ))}
          </ul>
          <LoadMore
            hasMore={hasNextPage}
            loading={isFetchingNextPage}
            onMore={fetchNextPage}
            shown={items.length}
            noun="conversations"
          />
        </>
      )}
      <CounterpartSwitch side="admin" label="Let the lab answer you" />
    </>
  );
}

function ConversationRow({ conversation }: { conversation: Conversation }) {
  const { id, subject, lastMessage, lastMessageAt, createdAt, unread, status } = conversation;
  return (
    <Link to={`/support/${id}`} className={classes['row']}>
      <div className={classes['words']}>
        <Text fw={unread > 0 ? 700 : 550} truncate>
          {subject}
        </Text>
        <Text size="sm" truncate>
          {lastMessage ?? 'Nothing written yet'}
        </Text>
      </div>
      <Stack gap={4} align="flex-end">
        <Text size="xs" c="dimmed">
          {formatRelative(lastMessageAt ?? createdAt)}
        </Text>
        <Group gap={4} wrap="nowrap">
          {status === 'closed' && <Badge variant="default">Closed</Badge>}
          {unread > 0 && <Badge variant="filled">{unread} new</Badge>}
        </Group>
      </Stack>
    </Link>
  );
}

function ListSkeleton() {
  return (
    <Stack role="status" aria-label="Loading your conversations" gap="sm">
      {Array.from({ length: 4 }, (_, index) => (
        <Skeleton key={index} h={68} />
      ))}
    </Stack>
  );
}
