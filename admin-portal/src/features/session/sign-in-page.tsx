import { Alert, Center, Group, Paper, Stack } from '@mantine/core';
import { useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { Brand } from '@ticketlab/ui/components/brand.tsx';
import { ColorSchemeToggle } from '@ticketlab/ui/components/color-scheme-toggle.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { pathAfterSignIn } from '@ticketlab/ui/sign-in/require-session.tsx';
import { SignInForm } from '@ticketlab/ui/sign-in/sign-in-form.tsx';
import { Navigate, useLocation, useNavigate } from 'react-router';

export function Component() {
  const { state } = useSession();
  const { search } = useLocation();
  const navigate = useNavigate();
  const target = pathAfterSignIn(search);
  if (state.status === 'signed-in') return <Navigate to={target} replace />;
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack w="100%" maw={400}>
        <Group justify="space-between">
          <Brand suffix="admin" />
          <ColorSchemeToggle />
        </Group>
        <Paper withBorder p="lg">
          <PageTitle title="Sign in" lead="For those who run the system." />
          {new URLSearchParams(search).has('ended') && (
            <Alert color="yellow" mb="md" title="Your session has ended">
              Sign in again to go on where you were.
            </Alert>
          )}
          <SignInForm role="ADMIN" onSignedIn={() => void navigate(target, { replace: true })} />
        </Paper>
      </Stack>
    </Center>
  );
}
