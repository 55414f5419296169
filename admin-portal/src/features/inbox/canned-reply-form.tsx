import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { type CannedReply, cannedReplyBodySchema } from '@ticketlab/contracts/http/chat-desk';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useSchemaForm } from '@ticketlab/ui/form/use-schema-form.ts';
import { useKeepCannedReply } from './use-canned-replies.ts';

export function CannedReplyForm({ reply, onDone }: { reply: CannedReply | undefined; onDone: () => void }) {
  const keep = useKeepCannedReply(reply?.id);
  const form = useSchemaForm({
    schema: cannedReplyBodySchema,
    initial: { title: reply?.title ?? '', text: reply?.text ?? '' },
    submit: async (body) => {
      await keep(body);
      onDone();
    },
    fieldOf: (error) =>
      error.code === 'conflict' ? { field: 'title', message: error.detail ?? error.message } : undefined,
  });
  return (
    <form onSubmit={form.submit} noValidate>
      <Stack>
        <TextInput label="Title" maxLength={80} required data-autofocus {...form.field('title')} />
        <Textarea label="Text" autosize minRows={4} maxLength={2000} required {...form.field('text')} />
        {form.problem !== null && <ErrorState error={form.problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Back
          </Button>
          <Button type="submit" loading={form.pending}>
            Keep it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
