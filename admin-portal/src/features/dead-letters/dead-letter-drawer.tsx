import { Button, Drawer, Group, Stack, Table, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { JsonBlock } from '../../components/json-block.tsx';
import { type DeadLetter, useDeadLetterDecisions } from './use-dead-letters.ts';

/** One dead letter: what it says, why it failed, and what shall become of it. */
export function DeadLetterDrawer({ letter, onClose }: { letter: DeadLetter | undefined; onClose: () => void }) {
  return (
    <Drawer
      opened={letter !== undefined}
      onClose={onClose}
      position="right"
      size={560}
      title="Dead letter"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {letter !== undefined && <Letter letter={letter} onDone={onClose} />}
    </Drawer>
  );
}

function Letter({ letter, onDone }: { letter: DeadLetter; onDone: () => void }) {
  const [asked, setAsked] = useState<'replay' | 'discard'>();
  const { replay, discard } = useDeadLetterDecisions();
  const facts = [
    ['Topic', letter.topic],
    ['Partition and offset', `${letter.partition}:${letter.offset}`],
    ['Key', letter.key ?? 'none'],
    ['Published', letter.publishedAt],
    ['Given up', `${letter.failedAt}, after ${letter.attempts} ${letter.attempts === 1 ? 'try' : 'tries'}`],
    ['By', letter.group],
    ['Because', letter.error],
  ] as const;
  const close = (): void => setAsked(undefined);
  return (
    <Stack>
      <Table withRowBorders={false} verticalSpacing={4} fz="sm">
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" w={150} px={0} style={{ verticalAlign: 'top' }}>
                {name}
              </Table.Th>
              <Table.Td px={0}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <div>
        <Title order={3} size="h5" mb={6}>
          Message
        </Title>
        <JsonBlock label="Message" text={letter.value} />
      </div>
      <Group gap="xs">
        <Button onClick={() => setAsked('replay')}>Replay</Button>
        <Button variant="default" onClick={() => setAsked('discard')}>
          Discard
        </Button>
      </Group>
      <ConfirmDialog
        opened={asked === 'replay'}
        onClose={close}
        title="Replay this message?"
        confirm="Replay"
        run={async () => {
          await replay(letter);
          notifications.show({
            color: 'green',
            title: 'Replayed',
            message: `${letter.group} tries again. If it fails again, the message comes back here.`,
          });
          onDone();
        }}
      >
        <Text>It is published again, for {letter.group} only. Do it once what made it fail is repaired.</Text>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asked === 'discard'}
        onClose={close}
        title="Discard this message?"
        confirm="Discard"
        danger
        run={async () => {
          await discard(letter);
          notifications.show({ color: 'green', title: 'Discarded', message: 'It will never have its effect.' });
          onDone();
        }}
      >
        <Text>It will never have its effect for {letter.group}. This cannot be undone.</Text>
      </ConfirmDialog>
    </Stack>
  );
}
