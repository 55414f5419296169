import { Alert, Anchor, Text } from '@mantine/core';
import { Link, useLocation } from 'react-router';
import { useSession } from '../auth/session-context.tsx';

/** On pages that anybody may see: that the session has ended, and the way back to where one is. */
export function SessionEnded() {
  const { state } = useSession();
  const { pathname, search } = useLocation();
  if (state.status !== 'anonymous' || !state.ended || pathname === '/sign-in') return null;
  return (
    <Alert role="status" color="yellow" mb="md" title="Your session has ended">
      <Text size="sm">
        <Anchor
          component={Link}
          to={`/sign-in?from=${encodeURIComponent(pathname + search)}`}
          inherit
          underline="always"
        >
          Sign in again
        </Anchor>{' '}
        to go on where you are.
      </Text>
    </Alert>
  );
}
