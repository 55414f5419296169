import { Alert, Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import type { Event } from '@ticketlab/contracts/http/events';
import { ApiError } from '@ticketlab/ui/api/api-error.ts';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useEffect, useEffectEvent, useState } from 'react';
import { ConflictDialog } from './conflict-dialog.tsx';
import { EventActions } from './event-actions.tsx';
import classes from './event-editor.module.css';
import { EventForm } from './event-form.tsx';
import { EventHeading } from './event-heading.tsx';
import { changesOf, draftOf, type EventInput, inputOf, isSame, toInput } from './event-draft.ts';
import { toField, validateDraft } from './event-validation.ts';
import { SaveBar } from './save-bar.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';
import { useEventChanges } from './use-event.ts';

/**
 * Edits one event. `latest` is how it stands on the server; what is edited stays based on the version it was begun with
 * until the two are brought together.
 */
export function EventEditor({ latest }: { latest: Event }) {
  const [base, setBase] = useState(latest);
  const [theirs, setTheirs] = useState<Event>();
  const { save, fetchNow } = useEventChanges();
  const form = useForm({ initialValues: draftOf(inputOf(base)), validate: validateDraft });
  const mine = toInput(form.values);
  const isDirty = !isSame(mine, inputOf(base));

  const startFrom = (event: Event, input: EventInput = inputOf(event)): void => {
    setBase(event);
    form.setValues(draftOf(input));
    form.clearErrors();
  };
  // with nothing to lose, what others save simply appears
  const follow = useEffectEvent(() => {
    if (latest.version > base.version && !isDirty && !save.isPending) startFrom(latest);
  });
  useEffect(() => follow(), [latest.version]);

  const send = (event: Event, input: EventInput): void =>
    save.mutate(
      { event, changes: changesOf(inputOf(event), input) },
      {
        onSuccess: (saved) => {
          startFrom(saved);
          notifications.show({ color: 'green', title: 'Saved', message: `Version ${saved.version} of ${saved.title}` });
        },
        onError: (error) => {
          if (!(error instanceof ApiError)) return;
          if (error.code === 'version-mismatch') void fetchNow(event.id).then(setTheirs);
          form.setErrors(Object.fromEntries(error.errors.map(({ path, message }) => [toField(path), message])));
        },
      },
    );

  const isOpen = base.status === 'draft' || base.status === 'published';
  const onSale = new Set(base.status === 'published' ? base.tiers.map(({ id }) => id) : []);
  const isConflict = save.error instanceof ApiError && save.error.code === 'version-mismatch';
  return (
    <>
      <EventHeading event={base} actions={<EventActions event={base} isDirty={isDirty} />} />
      <UnsavedGuard when={isDirty} />
      {theirs !== undefined && (
        <ConflictDialog
          base={inputOf(base)}
          mine={mine}
          theirs={inputOf(theirs)}
          onClose={() => setTheirs(undefined)}
          onMerge={(merged) => {
            setTheirs(undefined);
            startFrom(theirs, merged);
            if (isSame(merged, inputOf(theirs))) save.reset();
            else send(theirs, merged);
          }}
        />
      )}
      <form onSubmit={form.onSubmit(() => send(base, mine))} noValidate>
        <Stack>
          {latest.version > base.version && isDirty && (
            <Alert color="yellow" title="Somebody else has saved this event meanwhile" role="status">
              <Group>
                <Button size="compact-sm" variant="default" onClick={() => setTheirs(latest)}>
                  Compare and merge
                </Button>
              </Group>
            </Alert>
          )}
          <fieldset disabled={!isOpen} className={classes.fields}>
            <EventForm form={form} onSale={onSale} />
          </fieldset>
          {save.error !== null && !isConflict && <ErrorState error={save.error} />}
          {isOpen && (
            <SaveBar
              isDirty={isDirty}
              isSaving={save.isPending}
              onDiscard={() => startFrom(latest)}
              errors={Object.keys(form.errors).length}
            />
          )}
        </Stack>
      </form>
    </>
  );
}
