import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { CannedReply } from '@ticketlab/contracts/http/chat-desk';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useState } from 'react';
import { CannedReplyForm } from './canned-reply-form.tsx';
import { useCannedReplies, useDeleteCannedReply } from './use-canned-replies.ts';

/** The list of canned replies, shared by all admins. */
export function CannedReplyManager({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [editing, setEditing] = useState<CannedReply | 'new'>();
  const title = editing === undefined ? 'Canned replies' : editing === 'new' ? 'A new reply' : 'Change a reply';
  return (
    <Modal
      opened={opened}
      onClose={() => {
        setEditing(undefined);
        onClose();
      }}
      title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {editing === undefined ? (
        <List onEdit={setEditing} />
      ) : (
        <CannedReplyForm reply={editing === 'new' ? undefined : editing} onDone={() => setEditing(undefined)} />
      )}
    </Modal>
  );
}

function List({ onEdit }: { onEdit: (reply: CannedReply | 'new') => void }) {
  const { data, error, refetch } = useCannedReplies();
  const remove = useDeleteCannedReply();
  return (
    <Stack>
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      {remove.error !== null && <ErrorState error={remove.error} />}
      {data?.length === 0 && <Text size="sm">There are none yet. Write what you find yourself writing often.</Text>}
      {data?.map((reply) => (
        <Group key={reply.id} justify="space-between" wrap="nowrap" align="flex-start">
          <div style={{ minWidth: 0 }}>
            <Text fw={600}>{reply.title}</Text>
            <Text size="sm" lineClamp={2}>
              {reply.text}
            </Text>
          </div>
          <Group gap={4} wrap="nowrap">
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => onEdit(reply)}
              aria-label={`Change “${reply.title}”`}
            >
              Change
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              loading={remove.isPending && remove.variables === reply.id}
              onClick={() => remove.mutate(reply.id)}
              aria-label={`Delete “${reply.title}”`}
            >
              Delete
            </Button>
          </Group>
        </Group>
      ))}
      <Button onClick={() => onEdit('new')}>Add a reply</Button>
    </Stack>
  );
}
