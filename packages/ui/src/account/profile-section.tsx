import { Button, Group, Text, TextInput } from '@mantine/core';
import { type User, updateMeBodySchema } from '@ticketlab/contracts/http/users';
import { useApi, useSession } from '../auth/session-context.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { formatDay } from '../format/format.ts';
import { useSchemaForm } from '../form/use-schema-form.ts';
import { AccountSection } from './account-section.tsx';

export function ProfileSection({ user }: { user: User }) {
  const api = useApi();
  const { session } = useSession();
  const form = useSchemaForm({
    schema: updateMeBodySchema,
    initial: { displayName: user.displayName },
    submit: async (body) => {
      const { data } = await api.request<User>('/api/users/me', { method: 'PATCH', body });
      session.setUser(data);
    },
  });
  const isChanged = form.values.displayName.trim() !== user.displayName;
  return (
    <AccountSection title="Profile" lead="How we address you, and how support sees you.">
      <form onSubmit={form.submit} noValidate>
        <TextInput label="Name" autoComplete="name" required {...form.field('displayName')} />
        <Text size="sm" mt="sm">
          E-mail: {user.email}
        </Text>
        <Text size="sm" c="dimmed">
          Member since {formatDay(user.createdAt)}
        </Text>
        {form.problem !== null && <ErrorState error={form.problem} />}
        <Group mt="md" gap="md">
          <Button type="submit" loading={form.pending} disabled={!isChanged}>
            Save the name
          </Button>
          <Text size="sm" role="status">
            {form.done && !isChanged ? 'Saved' : ''}
          </Text>
        </Group>
      </form>
    </AccountSection>
  );
}
