import { Anchor, Button, Container, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { registerBodySchema, type User } from '@ticketlab/contracts/http/users';
import { passwordHint } from '@ticketlab/ui/account/password-hint.ts';
import { useApi, useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useSchemaForm } from '@ticketlab/ui/form/use-schema-form.ts';
import { pathAfterSignIn } from '@ticketlab/ui/sign-in/require-session.tsx';
import { Link, Navigate, useLocation, useNavigate } from 'react-router';

export function Component() {
  const api = useApi();
  const { session, state } = useSession();
  const { search } = useLocation();
  const navigate = useNavigate();
  const form = useSchemaForm({
    schema: registerBodySchema,
    initial: { displayName: '', email: '', password: '' },
    submit: async (body) => {
      await api.request<User>('/api/users/register', { method: 'POST', body });
      try {
        await session.signIn({ email: body.email, password: body.password });
      } catch {
        // the account is there; only signing in has to be tried again
        await navigate(`/sign-in${search}`, { replace: true });
      }
    },
    fieldOf: (error) =>
      error.code === 'email-taken'
        ? { field: 'email', message: 'An account has this address already: sign in, or set a new password' }
        : undefined,
  });
  if (state.status === 'signed-in') return <Navigate to={pathAfterSignIn(search)} replace />;
  return (
    <Container size={420} px={0}>
      <PageTitle title="Create an account" lead="It keeps your tickets, orders and answers from support together." />
      <form onSubmit={form.submit} noValidate>
        <Stack>
          <TextInput label="Name" autoComplete="name" required {...form.field('displayName')} />
          <TextInput label="E-mail" type="email" autoComplete="email" required {...form.field('email')} />
          <PasswordInput
            label="Password"
            description={passwordHint}
            autoComplete="new-password"
            required
            {...form.field('password')}
          />
          {form.problem !== null && <ErrorState error={form.problem} />}
          <Button type="submit" loading={form.pending}>
            Create the account
          </Button>
        </Stack>
      </form>
      <Text size="sm" mt="md">
        You have one already?{' '}
        <Anchor component={Link} to={`/sign-in${search}`} underline="always">
          Sign in
        </Anchor>
      </Text>
    </Container>
  );
}
