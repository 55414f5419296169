import { Button, Paper, Radio, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Panel } from '../../components/panel.tsx';
import { BroadcastProgress } from './broadcast-progress.tsx';
import { audiences, type Broadcast, useSendBroadcast } from './use-broadcast.ts';

const empty: Broadcast = { title: '', body: '', audience: 'everyone' };

export function Component() {
  const [draft, setDraft] = useState(empty);
  const [asking, setAsking] = useState(false);
  const [sentIds, setSentIds] = useState<string[]>([]);
  const send = useSendBroadcast();
  const isReady = draft.title.trim() !== '' && draft.body.trim() !== '';
  return (
    <>
      <PageTitle title="Broadcast" lead="A notification to many people at once." />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Panel title="Write">
          <form
            onSubmit={(submit) => {
              submit.preventDefault();
              if (isReady) setAsking(true);
            }}
          >
            <Stack gap="sm">
              <TextInput
                label="Title"
                required
                maxLength={120}
                value={draft.title}
                onChange={({ currentTarget }) => setDraft({ ...draft, title: currentTarget.value })}
              />
              <Textarea
                label="Text"
                required
                autosize
                minRows={4}
                maxLength={2000}
                value={draft.body}
                onChange={({ currentTarget }) => setDraft({ ...draft, body: currentTarget.value })}
              />
              <Radio.Group
                label="To whom"
                value={draft.audience}
                onChange={(audience) => setDraft({ ...draft, audience: audience })}
              >
                <Stack gap={6} mt={6}>
                  {Object.entries(audiences).map(([value, label]) => (
                    <Radio key={value} value={value} label={label} />
                  ))}
                </Stack>
              </Radio.Group>
              <Button type="submit" disabled={!isReady}>
                Send …
              </Button>
            </Stack>
          </form>
        </Panel>
        <Stack>
          <Panel title="Preview">
            <Paper withBorder p="sm" shadow="xs">
              <Title order={3} size="h5">
                {draft.title || 'Title'}
              </Title>
              <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
                {draft.body || 'Text'}
              </Text>
            </Paper>
          </Panel>
          {sentIds.map((id) => (
            <BroadcastProgress key={id} id={id} />
          ))}
        </Stack>
      </SimpleGrid>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Send “${draft.title.trim()}”?`}
        confirm={`Send to ${audiences[draft.audience].toLowerCase()}`}
        run={async () => {
          const { broadcastId } = await send(draft);
          setSentIds([broadcastId, ...sentIds]);
          setDraft(empty);
        }}
      >
        <Text>It goes out at once, and cannot be taken back.</Text>
      </ConfirmDialog>
    </>
  );
}
