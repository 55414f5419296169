import { ActionIcon, Badge, Button, Group, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowLeft, IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Conversation } from '@ticketlab/contracts/http/chat';
import { toApiError } from '@ticketlab/ui/api/api-error.ts';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { chatKeys } from '@ticketlab/ui/chat/chat-keys.ts';
import { useChat } from '@ticketlab/ui/chat/chat-provider.tsx';
import { useCustomerOnline } from '@ticketlab/ui/chat/use-presence.ts';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { useAdmins } from './use-admins.ts';

/** What the conversation is about, who has it, and what can be done with it; its children are further actions. */
export function ConversationHead({ conversation, children }: { conversation: Conversation; children: ReactNode }) {
  const { search } = useLocation();
  const online = useCustomerOnline(conversation.id);
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <ActionIcon
        component={Link}
        to={`/inbox${search}`}
        variant="subtle"
        color="gray"
        aria-label="Back to the queue"
        hiddenFrom="md"
      >
        <IconArrowLeft size={20} aria-hidden />
      </ActionIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <PageTitle
          dense
          title={conversation.subject}
          lead={
            <Group component="span" gap="xs">
              {conversation.customerName}
              <Badge component="span" variant="dot" color={online === true ? 'green' : 'gray'}>
                {online === true ? 'In the chat now' : 'Away: told by notification and e-mail'}
              </Badge>
            </Group>
          }
          actions={
            <>
              <Actions conversation={conversation} />
              {children}
            </>
          }
        />
      </div>
    </Group>
  );
}

function Actions({ conversation }: { conversation: Conversation }) {
  const { userId } = useChat();
  const admins = useAdmins();
  const change = useChange(conversation);
  const { assigneeId, status } = conversation;
  const assign = (adminId: string | null): void =>
    change.mutate({ action: 'assign', body: { adminId, expectedAdminId: assigneeId } });
  if (status === 'closed') {
    return (
      <Button
        size="xs"
        variant="default"
        loading={change.isPending}
        onClick={() => change.mutate({ action: 'reopen' })}
      >
        Reopen
      </Button>
    );
  }
  const holder = assigneeId === null ? 'Unassigned' : (admins.get(assigneeId)?.displayName ?? 'Another admin');
  const others = [...admins.values()].filter(({ id }) => id !== assigneeId && id !== userId);
  return (
    <>
      {assigneeId !== userId && (
        <Button size="xs" loading={change.isPending} onClick={() => assign(userId)}>
          Assign to me
        </Button>
      )}
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {assigneeId === userId ? 'Mine' : holder}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label c="var(--mantine-color-text)">Hand over to</Menu.Label>
          {others.map(({ id, displayName }) => (
            <Menu.Item key={id} onClick={() => assign(id)}>
              {displayName}
            </Menu.Item>
          ))}
          {others.length === 0 && <Menu.Item disabled>No other admin is there</Menu.Item>}
          <Menu.Divider />
          <Menu.Item disabled={assigneeId === null} onClick={() => assign(null)}>
            Back into the queue
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button size="xs" variant="default" loading={change.isPending} onClick={() => change.mutate({ action: 'close' })}>
        Close
      </Button>
    </>
  );
}

function useChange({ id }: Conversation) {
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ action, body }: { action: 'assign' | 'close' | 'reopen'; body?: object }) =>
      (await api.request<Conversation>(`/api/chat/conversations/${id}/${action}`, { method: 'POST', body })).data,
    onSuccess: (conversation) => queryClient.setQueryData(chatKeys.conversation(id), conversation),
    onError: (error) => {
      const { message, detail, status } = toApiError(error);
      notifications.show({
        color: 'red',
        title: status === 409 ? 'Somebody was faster' : message,
        message: detail ?? 'You see now how it stands.',
        closeButtonProps: { 'aria-label': 'Hide this' },
      });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: chatKeys.all }),
  });
}
