import { Button, Group, List, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { eraseMeBodySchema } from '@ticketlab/contracts/http/users';
import { AccountSection } from '@ticketlab/ui/account/account-section.tsx';
import { useApi, useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useSchemaForm } from '@ticketlab/ui/form/use-schema-form.ts';
import { useNavigate } from 'react-router';
import { z } from 'zod';

const phrase = 'erase my account';

const schema = z.object({
  confirmation: z.string().refine((typed) => typed.trim().toLowerCase() === phrase, `Type “${phrase}” to confirm`),
  password: eraseMeBodySchema.shape.password,
});

export function ErasureSection() {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <AccountSection title="Leave" lead="Erase the account and what is personal, everywhere. This cannot be undone.">
      <Button variant="default" c="var(--mantine-color-error)" onClick={open} style={{ alignSelf: 'flex-start' }}>
        Erase my account …
      </Button>
      <Modal opened={opened} onClose={close} title="Erase your account?" centered>
        <ErasureForm onCancel={close} />
      </Modal>
    </AccountSection>
  );
}

function ErasureForm({ onCancel }: { onCancel: () => void }) {
  const api = useApi();
  const { session } = useSession();
  const navigate = useNavigate();
  const form = useSchemaForm({
    schema,
    initial: { confirmation: '', password: '' },
    submit: async ({ password }) => {
      await api.request('/api/users/me', { method: 'DELETE', body: { password } });
      await navigate('/', { replace: true });
      await session.signOut();
      notifications.show({ role: 'status', title: 'Your account is erased', message: 'What was personal is gone.' });
    },
    fieldOf: (error) =>
      error.code === 'invalid-credentials' ? { field: 'password', message: 'This is not your password' } : undefined,
  });
  return (
    <form onSubmit={form.submit} noValidate>
      <Stack>
        <List size="sm">
          <List.Item>Your name, address, sessions, notifications and messages go.</List.Item>
          <List.Item>Tickets you still hold can no longer be shown or cancelled by you.</List.Item>
          <List.Item>Orders stay in the books, without anything that leads to you.</List.Item>
        </List>
        <Text size="sm">Download your data first if you want to keep it.</Text>
        <TextInput
          label={`Type “${phrase}”`}
          autoComplete="off"
          data-autofocus
          required
          {...form.field('confirmation')}
        />
        <PasswordInput label="Your password" autoComplete="current-password" required {...form.field('password')} />
        {form.problem !== null && <ErrorState error={form.problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Keep it
          </Button>
          <Button type="submit" color="red.9" loading={form.pending}>
            Erase it for good
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
