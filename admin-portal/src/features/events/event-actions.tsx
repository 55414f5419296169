import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Event } from '@ticketlab/contracts/http/events';
import { formatNumber } from '@ticketlab/ui/format/format.ts';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useEventChanges } from './use-event.ts';

/** Publish, cancel or delete: each only where the event's life allows it, and after a question. */
export function EventActions({ event, isDirty }: { event: Event; isDirty: boolean }) {
  const [asked, setAsked] = useState<'publish' | 'cancel' | 'delete'>();
  const { publish, cancel, remove } = useEventChanges();
  const navigate = useNavigate();
  const close = (): void => setAsked(undefined);
  const places = formatNumber(event.tiers.reduce((sum, { capacity }) => sum + capacity, 0));
  return (
    <>
      {event.status === 'draft' && (
        <>
          <Button variant="default" onClick={() => setAsked('delete')}>
            Delete draft
          </Button>
          <Button disabled={isDirty} title={isDirty ? 'Save first' : undefined} onClick={() => setAsked('publish')}>
            Publish
          </Button>
        </>
      )}
      {event.status === 'published' && (
        <Button variant="default" onClick={() => setAsked('cancel')}>
          Cancel event
        </Button>
      )}
      <ConfirmDialog
        opened={asked === 'publish'}
        onClose={close}
        title={`Publish “${event.title}”?`}
        confirm="Publish"
        run={async () => {
          await publish(event);
          notifications.show({ color: 'green', title: 'Published', message: `${event.title} is on sale.` });
        }}
      >
        <Text>
          It is on sale at once, with {places} places. From then on tiers and seats can be added, not removed.
        </Text>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asked === 'cancel'}
        onClose={close}
        title={`Cancel “${event.title}”?`}
        confirm="Cancel the event"
        danger
        reason={{
          label: 'Reason',
          description: 'Everybody who has ordered reads it.',
          required: true,
          maxLength: 500,
        }}
        run={async (reason) => {
          await cancel(event, reason);
          notifications.show({ color: 'green', title: 'Cancelled', message: 'Orders are being refunded.' });
        }}
      >
        <Text>Sale ends, tickets become void and every paid order is refunded. This cannot be undone.</Text>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asked === 'delete'}
        onClose={close}
        title={`Delete the draft “${event.title}”?`}
        confirm="Delete"
        danger
        run={async () => {
          await remove(event);
          notifications.show({ color: 'green', title: 'Deleted', message: event.title });
          void navigate('/events?status=draft');
        }}
      >
        <Text>Nobody but admins has seen it. This cannot be undone.</Text>
      </ConfirmDialog>
    </>
  );
}
