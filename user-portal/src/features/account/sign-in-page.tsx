import { Alert, Anchor, Container, Stack, Text } from '@mantine/core';
import { useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { pathAfterSignIn } from '@ticketlab/ui/sign-in/require-session.tsx';
import { SignInForm } from '@ticketlab/ui/sign-in/sign-in-form.tsx';
import { Link, Navigate, useLocation, useNavigate } from 'react-router';

export function Component() {
  const { state } = useSession();
  const { search } = useLocation();
  const navigate = useNavigate();
  const target = pathAfterSignIn(search);
  if (state.status === 'signed-in') return <Navigate to={target} replace />;
  return (
    <Container size={420} px={0}>
      <PageTitle title="Sign in" />
      {new URLSearchParams(search).has('ended') && (
        <Alert color="yellow" mb="md" title="Your session has ended">
          Sign in again to go on where you were.
        </Alert>
      )}
      <SignInForm
        role="USER"
        onSignedIn={() => void navigate(target, { replace: true })}
        below={
          <Stack gap={4}>
            <Text size="sm">
              No account yet?{' '}
              <Anchor component={Link} to={`/register${search}`} underline="always">
                Create one
              </Anchor>
            </Text>
            <Text size="sm">
              Password forgotten?{' '}
              <Anchor component={Link} to="/password-reset" underline="always">
                Set a new one
              </Anchor>
            </Text>
          </Stack>
        }
      />
    </Container>
  );
}
