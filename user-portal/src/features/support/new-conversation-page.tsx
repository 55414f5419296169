import { Button, Container, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { type Conversation, openConversationBodySchema } from '@ticketlab/contracts/http/chat';
import { useQueryClient } from '@tanstack/react-query';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { chatKeys } from '@ticketlab/ui/chat/chat-keys.ts';
import { useChat } from '@ticketlab/ui/chat/chat-provider.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useSchemaForm } from '@ticketlab/ui/form/use-schema-form.ts';
import { CounterpartSwitch } from '@ticketlab/ui/lab/counterpart-switch.tsx';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { SupportPresence } from './support-presence.tsx';

interface Draft {
  subject: string;
  text: string;
  /** The same with every try, so that one conversation comes of it. */
  clientMessageId: string;
}

/** Begins a conversation. `?subject=` says what about; what is typed survives a reload and an ended session. */
export function Component() {
  const api = useApi();
  const { userId } = useChat();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const key = `ticketlab-draft-${userId}-new`;
  const [initial] = useState(() => readDraft(key, search.get('subject') ?? ''));
  const form = useSchemaForm({
    schema: openConversationBodySchema,
    initial,
    submit: async (body) => {
      const { data } = await api.request<Conversation>('/api/chat/conversations', { method: 'POST', body });
      localStorage.removeItem(key);
      void queryClient.invalidateQueries({ queryKey: chatKeys.conversations });
      await navigate(`/support/${data.id}`, { replace: true });
    },
  });
  const { values, done } = form;
  useEffect(() => {
    if (!done) localStorage.setItem(key, JSON.stringify(values));
  }, [key, values, done]);

  return (
    <Container size="sm" px={0} mx={0}>
      <PageTitle title="Write to support" lead={<SupportPresence />} />
      <form onSubmit={form.submit} noValidate>
        <Stack>
          <TextInput label="What is it about?" maxLength={120} required {...form.field('subject')} />
          <Textarea label="Message" autosize minRows={5} maxLength={2000} required {...form.field('text')} />
          {form.problem !== null && <ErrorState error={form.problem} title="Not sent yet; your text is kept" />}
          <Group>
            <Button type="submit" loading={form.pending}>
              Send
            </Button>
            <Button component={Link} to="/support" variant="default">
              Back
            </Button>
          </Group>
        </Stack>
      </form>
      <CounterpartSwitch side="admin" label="Let the lab answer you" />
    </Container>
  );
}

function readDraft(key: string, subject: string): Record<keyof Draft, string> {
  const empty = { subject, text: '', clientMessageId: crypto.randomUUID() };
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Draft | null;
    return kept === null ? empty : { ...kept, subject: subject === '' ? kept.subject : subject };
  } catch {
    return empty;
  }
}
