import { Alert, Anchor, Button, Code, Stack, Text, TextInput } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { passwordResetRequestSchema } from '@ticketlab/contracts/http/users';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useSchemaForm } from '@ticketlab/ui/form/use-schema-form.ts';
import { useLabMode } from '@ticketlab/ui/lab/use-lab-mode.ts';
import { Link } from 'react-router';

/** Has a link mailed. What it says is the same whether there is such an account or not. */
export function ResetRequestForm() {
  const api = useApi();
  const lab = useLabMode();
  const form = useSchemaForm({
    schema: passwordResetRequestSchema,
    initial: { email: '' },
    submit: (body) => api.request('/api/users/password-reset', { method: 'POST', body }),
  });
  if (form.done) {
    return (
      <Alert role="status" icon={<IconMail aria-hidden />} title="Look into your mail">
        <Stack gap="xs" align="flex-start">
          <Text size="sm">
            If {form.values.email} has an account, a link is on its way. It works once, within half an hour.
          </Text>
          {lab != null && (
            <Text size="sm">
              This lab sends no real mail: you find it in the folder <Code>.ticketlab/mail</Code>.
            </Text>
          )}
          <Button size="compact-sm" variant="default" onClick={() => form.reset()}>
            Use another address
          </Button>
        </Stack>
      </Alert>
    );
  }
  return (
    <form onSubmit={form.submit} noValidate>
      <Stack>
        <TextInput label="E-mail" type="email" autoComplete="username" required {...form.field('email')} />
        {form.problem !== null && <ErrorState error={form.problem} />}
        <Button type="submit" loading={form.pending}>
          Mail me a link
        </Button>
        <Text size="sm">
          It came back to you?{' '}
          <Anchor component={Link} to="/sign-in" underline="always">
            Sign in
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
}
