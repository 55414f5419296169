import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import type { Event } from '@ticketlab/contracts/http/events';
import { toApiError } from '@ticketlab/ui/api/api-error.ts';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { EventArt } from '@ticketlab/ui/components/event-art.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { Link, useParams } from 'react-router';
import { AnswerMarks } from '../../components/answer-marks.tsx';
import { categoryName } from './category-names.ts';
import { EventFacts } from './event-facts.tsx';
import classes from './event-page.module.css';
import { TicketChooser } from './ticket-chooser.tsx';
import { useEvent } from './use-event.ts';

export function Component() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useEvent(id);
  if (data === undefined) {
    if (error === null) return <EventSkeleton />;
    return toApiError(error).status === 404 || toApiError(error).status === 400 ? (
      <NoSuchEvent />
    ) : (
      <>
        <PageTitle title="Event" />
        <ErrorState error={error} onRetry={refetch} title="This event cannot be shown right now" />
      </>
    );
  }
  return (
    <>
      <AnswerMarks answer={data} what="This page" />
      <EventDetail event={data.data} />
    </>
  );
}

function EventDetail({ event }: { event: Event }) {
  return (
    <article>
      <div className={classes['art']}>
        <EventArt seed={event.id} />
      </div>
      <Text c="dimmed" mt="lg">
        {categoryName(event.category)}
      </Text>
      <PageTitle title={event.title} />
      <div className={classes['columns']}>
        <Text className={classes['description'] ?? ''}>{event.description}</Text>
        <EventFacts event={event} />
      </div>
      {event.status === 'published' ? (
        <TicketChooser key={event.id} event={event} />
      ) : (
        <Alert color="gray" title={event.status === 'cancelled' ? 'This event was cancelled' : 'This event is over'}>
          <Stack align="flex-start">
            <Text size="sm">
              {event.status === 'cancelled'
                ? `${event.cancelReason ?? ''} Whoever had paid gets the money back.`.trim()
                : 'There are no tickets any more.'}
            </Text>
            <Button component={Link} to="/" variant="default">
              See what else is on
            </Button>
          </Stack>
        </Alert>
      )}
    </article>
  );
}

function NoSuchEvent() {
  return (
    <>
      <PageTitle title="There is no such event" />
      <EmptyState
        title="It may have been taken off the programme"
        action={
          <Button component={Link} to="/">
            See what is on
          </Button>
        }
      />
    </>
  );
}

function EventSkeleton() {
  return (
    <Stack aria-busy>
      <PageTitle title="Event" />
      <Skeleton className={classes['art'] ?? ''} />
      <Skeleton height={28} width="50%" />
      <Skeleton height={90} />
      <Skeleton height={220} />
    </Stack>
  );
}
