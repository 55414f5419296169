import { Skeleton, Stack } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useParams } from 'react-router';
import { EventEditor } from './event-editor.tsx';
import { useEvent } from './use-event.ts';

export function Component() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useEvent(id);
  if (data !== undefined) return <EventEditor key={id} latest={data} />;
  return (
    <>
      <PageTitle title="Event" />
      {error === null ? (
        <Stack aria-busy aria-label="Loading the event">
          <Skeleton height={320} />
          <Skeleton height={140} />
          <Skeleton height={280} />
        </Stack>
      ) : (
        <ErrorState error={error} onRetry={refetch} />
      )}
    </>
  );
}
