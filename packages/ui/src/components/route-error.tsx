import { Button, Container, Text } from '@mantine/core';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { ErrorState } from './error-state.tsx';

/** What a page shows that broke, or whose code could not be loaded (a new version was deployed). */
export function RouteError() {
  const error = useRouteError();
  const isMissing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <Container size="sm" py="xl">
      <ErrorState error={error} title={isMissing ? 'There is no such page' : 'This page could not be shown'} />
      <Text my="md">Reloading gets the newest version of the portal. Nothing you have ordered is lost.</Text>
      <Button onClick={() => window.location.reload()}>Reload</Button>
    </Container>
  );
}
