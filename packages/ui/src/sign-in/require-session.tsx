import { Center, Container, Loader, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { useSession } from '../auth/session-context.tsx';
import { ErrorState } from '../components/error-state.tsx';

/** Its children for who is signed in; the others go to /sign-in, and come back from there. */
export function RequireSession({ children }: { children: ReactNode }) {
  const { state } = useSession();
  const { pathname, search } = useLocation();
  if (state.status === 'signed-in') return children;
  if (state.status === 'anonymous') {
    const why = state.ended ? '&ended=1' : '';
    return <Navigate to={`/sign-in?from=${encodeURIComponent(pathname + search)}${why}`} replace />;
  }
  if (state.problem !== undefined) {
    return (
      <Container size="sm" py="xl">
        <ErrorState error={state.problem} title="Your session cannot be looked up right now" />
        <Text mt="md">You are not signed out. This page goes on as soon as an answer comes.</Text>
      </Container>
    );
  }
  return (
    <Center mih="40vh">
      <Loader aria-label="Looking for your session" />
    </Center>
  );
}

/** The page to go to after signing in: only paths of this portal. */
export function pathAfterSignIn(search: string): string {
  const from = new URLSearchParams(search).get('from') ?? '/';
  return from.startsWith('/') && !from.startsWith('//') && !from.startsWith('/sign-in') ? from : '/';
}
