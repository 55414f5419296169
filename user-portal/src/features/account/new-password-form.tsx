import { Alert, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { passwordSchema } from '@ticketlab/contracts/http/users';
import { passwordHint } from '@ticketlab/ui/account/password-hint.ts';
import { useApi, useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useSchemaForm } from '@ticketlab/ui/form/use-schema-form.ts';
import { Link } from 'react-router';
import { z } from 'zod';

const schema = z.object({ newPassword: passwordSchema });

/** Sets a new password by the token of a mailed link. */
export function NewPasswordForm({ token, onAskAgain }: { token: string; onAskAgain: () => void }) {
  const api = useApi();
  const { session, state } = useSession();
  const form = useSchemaForm({
    schema,
    initial: { newPassword: '' },
    submit: async ({ newPassword }) => {
      await api.request('/api/users/password-reset/confirm', { method: 'POST', body: { token, newPassword } });
      // it has ended on the server as well
      if (state.status === 'signed-in') await session.signOut();
    },
  });
  if (form.done) {
    return (
      <Alert role="status" color="green" icon={<IconCheck aria-hidden />} title="Your password is set">
        <Stack gap="sm" align="flex-start">
          <Text size="sm">Sign in with it; all sessions you had have ended.</Text>
          <Button component={Link} to="/sign-in">
            Sign in
          </Button>
        </Stack>
      </Alert>
    );
  }
  return (
    <form onSubmit={form.submit} noValidate>
      <Stack>
        <PasswordInput
          label="New password"
          description={passwordHint}
          autoComplete="new-password"
          required
          {...form.field('newPassword')}
        />
        {form.problem !== null && <ErrorState error={form.problem} />}
        <Button type="submit" loading={form.pending}>
          Set the password
        </Button>
        {form.problem !== null && (
          <Button variant="default" onClick={onAskAgain}>
            Ask for a new link
          </Button>
        )}
      </Stack>
    </form>
  );
}
