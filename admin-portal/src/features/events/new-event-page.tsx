import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { ApiError } from '@ticketlab/ui/api/api-error.ts';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useNavigate } from 'react-router';
import { newDraft, toInput } from './event-draft.ts';
import { EventForm } from './event-form.tsx';
import { toField, validateDraft } from './event-validation.ts';
import { UnsavedGuard } from './unsaved-guard.tsx';
import { useEventChanges } from './use-event.ts';

const nothingOnSale = new Set<string>();

export function Component() {
  const navigate = useNavigate();
  const { create } = useEventChanges();
  const [isCreated, setCreated] = useState(false);
  const form = useForm({
    initialValues: newDraft(Intl.DateTimeFormat().resolvedOptions().timeZone),
    validate: validateDraft,
  });
  const submit = form.onSubmit((draft) =>
    create.mutate(toInput(draft), {
      onSuccess: (event) => {
        notifications.show({ color: 'green', title: 'Draft created', message: 'Publish it to put it on sale.' });
        // what guards the page must know before it is left
        flushSync(() => setCreated(true));
        void navigate(`/events/${event.id}`, { replace: true });
      },
      onError: (error) => {
        if (!(error instanceof ApiError)) return;
        form.setErrors(Object.fromEntries(error.errors.map(({ path, message }) => [toField(path), message])));
      },
    }),
  );
  return (
    <>
      <PageTitle title="New event" lead="It starts as a draft that only admins see." />
      <UnsavedGuard when={form.isDirty() && !isCreated} />
      <form onSubmit={submit} noValidate>
        <Stack>
          <EventForm form={form} onSale={nothingOnSale} />
          {create.error !== null && <ErrorState error={create.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending}>
              Create draft
            </Button>
          </Group>
        </Stack>
      </form>
    </>
  );
}
