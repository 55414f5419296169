import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { User } from '@ticketlab/contracts/http/users';
import { useSession } from '../auth/session-context.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { DemoSignIn } from './demo-sign-in.tsx';

/** E-mail and password, or in a lab one click. */
export function SignInForm(props: { role: User['role']; onSignedIn: (user: User) => void; below?: ReactNode }) {
  const { session } = useSession();
  const [credentials, setCredentials] = useState({ email: '', password: '' });
  const signIn = useMutation({
    mutationFn: (credentials: { email: string; password: string }) => session.signIn(credentials),
    onSuccess: props.onSignedIn,
  });
  return (
    <Stack>
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          signIn.mutate(credentials);
        }}
      >
        <Stack>
          <TextInput
            label="E-mail"
            type="email"
            name="email"
            autoComplete="username"
            required
            value={credentials.email}
            onChange={({ currentTarget }) => setCredentials({ ...credentials, email: currentTarget.value })}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            value={credentials.password}
            onChange={({ currentTarget }) => setCredentials({ ...credentials, password: currentTarget.value })}
          />
          {signIn.error !== null && <ErrorState error={signIn.error} />}
          <Button type="submit" loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
      {props.below}
      <DemoSignIn role={props.role} busy={signIn.isPending} onSignIn={(demo) => signIn.mutate(demo)} />
    </Stack>
  );
}
