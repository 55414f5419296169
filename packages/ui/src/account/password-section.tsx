import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { changePasswordBodySchema } from '@ticketlab/contracts/http/users';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../auth/session-context.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { useSchemaForm } from '../form/use-schema-form.ts';
import { AccountSection } from './account-section.tsx';
import { passwordHint } from './password-hint.ts';
import { sessionsKey } from './sessions-section.tsx';

export function PasswordSection() {
  const api = useApi();
  const queryClient = useQueryClient();
  const [changed, setChanged] = useState(false);
  const form = useSchemaForm({
    schema: changePasswordBodySchema,
    initial: { currentPassword: '', newPassword: '' },
    submit: async (body) => {
      setChanged(false);
      await api.request('/api/users/me/password', { method: 'PUT', body });
      setChanged(true);
      form.reset();
      await queryClient.invalidateQueries({ queryKey: sessionsKey });
    },
    fieldOf: (error) =>
      error.code === 'invalid-credentials'
        ? { field: 'currentPassword', message: 'This is not your current password' }
        : undefined,
  });
  return (
    <AccountSection title="Password" lead="A new one ends every other session; you stay signed in here.">
      <form onSubmit={form.submit} noValidate>
        <Stack>
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            {...form.field('currentPassword')}
          />
          <PasswordInput
            label="New password"
            description={passwordHint}
            autoComplete="new-password"
            required
            {...form.field('newPassword')}
          />
          {form.problem !== null && <ErrorState error={form.problem} />}
          <Group gap="md">
            <Button type="submit" loading={form.pending}>
              Change the password
            </Button>
            <Text size="sm" role="status">
              {changed ? 'Changed. Every other session has ended.' : ''}
            </Text>
          </Group>
        </Stack>
      </form>
    </AccountSection>
  );
}
