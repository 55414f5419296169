import { Badge, Group, Text } from '@mantine/core';
import type { Conversation } from '@ticketlab/contracts/http/chat';
import { formatRelative } from '@ticketlab/ui/format/format.ts';
import { Link, useLocation } from 'react-router';
import { useAdmins } from './use-admins.ts';
import classes from './inbox.module.css';

export function QueueRow(props: { conversation: Conversation; isOpen: boolean; ownId: string }) {
  const { conversation, isOpen, ownId } = props;
  const { id, customerName, subject, lastMessage, lastMessageAt, createdAt, unread, waitingSince } = conversation;
  const { search } = useLocation();
  return (
    <Link to={`/inbox/${id}${search}`} className={classes['row']} aria-current={isOpen ? 'page' : undefined}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={unread > 0 ? 750 : 600} truncate>
          {customerName}
        </Text>
        <Text size="xs" style={{ flexShrink: 0 }}>
          {formatRelative(lastMessageAt ?? createdAt)}
        </Text>
      </Group>
      <Text size="sm" truncate>
        {subject}
      </Text>
      {lastMessage !== null && (
        <Text size="xs" truncate>
          {lastMessage}
        </Text>
      )}
      <Group gap={6} mt={4}>
        {unread > 0 && (
          <Badge size="sm" variant="filled">
            {unread} new
          </Badge>
        )}
        <Assignee conversation={conversation} ownId={ownId} />
        {waitingSince !== null && conversation.status === 'open' && (
          <Text size="xs">Waiting since {formatRelative(waitingSince)}</Text>
        )}
      </Group>
    </Link>
  );
}

function Assignee({ conversation, ownId }: { conversation: Conversation; ownId: string }) {
  const admins = useAdmins();
  if (conversation.status === 'closed') return <Text size="xs">Closed</Text>;
  if (conversation.assigneeId === null) return <Text size="xs">Unassigned</Text>;
  if (conversation.assigneeId === ownId) return <Text size="xs">Mine</Text>;
  return <Text size="xs">{admins.get(conversation.assigneeId)?.displayName ?? 'Another admin'}</Text>;
}
