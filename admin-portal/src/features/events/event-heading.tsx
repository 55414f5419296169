import { Alert, Anchor, Group, Text } from '@mantine/core';
import type { Event } from '@ticketlab/contracts/http/events';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatDateTime } from '@ticketlab/ui/format/format.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { StateBadge } from '../../components/state-badge.tsx';

/** Which event this is, how it stands, and what can be done to it. */
export function EventHeading({ event, actions }: { event: Event; actions: ReactNode }) {
  return (
    <>
      <Anchor component={Link} to={`/events?status=${event.status}`} size="sm">
        All {event.status} events
      </Anchor>
      <PageTitle
        title={event.title}
        lead={
          <Group component="span" gap="xs">
            <StateBadge state={event.status} />
            <Text component="span" size="sm">
              version {event.version}, changed {formatDateTime(event.updatedAt)}
            </Text>
            {event.status !== 'draft' && (
              <Anchor component={Link} to={`/orders?eventId=${event.id}`} size="sm" underline="always">
                its orders
              </Anchor>
            )}
          </Group>
        }
        actions={actions}
      />
      {event.cancelReason !== null && (
        <Alert color="red" title="Cancelled" mb="md">
          {event.cancelReason}
        </Alert>
      )}
    </>
  );
}
