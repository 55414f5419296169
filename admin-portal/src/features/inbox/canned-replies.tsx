import { ActionIcon, Menu, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconMessage2Bolt } from '@tabler/icons-react';
import { CannedReplyManager } from './canned-reply-manager.tsx';
import { useCannedReplies } from './use-canned-replies.ts';

/** Answers that are ready: one goes into the text, to be finished there. */
export function CannedReplies({ onInsert }: { onInsert: (text: string) => void }) {
  const { data = [] } = useCannedReplies();
  const [managing, { open, close }] = useDisclosure(false);
  return (
    <>
      <Menu position="top-end" width={300} returnFocus={false}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="Insert a canned reply">
            <IconMessage2Bolt size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
          <Menu.Label c="var(--mantine-color-text)">Canned replies</Menu.Label>
          {data.map(({ id, title, text }) => (
            <Menu.Item key={id} onClick={() => onInsert(text)}>
              <Text size="sm" fw={600}>
                {title}
              </Text>
              <Text size="xs" lineClamp={2}>
                {text}
              </Text>
            </Menu.Item>
          ))}
          {data.length === 0 && <Menu.Item disabled>There are none yet</Menu.Item>}
          <Menu.Divider />
          <Menu.Item onClick={open}>Manage the list …</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <CannedReplyManager opened={managing} onClose={close} />
    </>
  );
}
