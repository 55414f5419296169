import { Button, Drawer, Group, NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import type { FaultKindEntry, FaultService } from '@ticketlab/contracts/http/faults';
import type { LabInstances } from '@ticketlab/contracts/http/lab';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useState } from 'react';
import { checkDraft, toDraft, toStartFault } from './fault-draft.ts';
import { toTitle } from './fault-kind-card.tsx';
import { FaultParameters } from './fault-parameters.tsx';
import { type FaultKinds, useFaultActions } from './use-faults.ts';

/** Everything about a fault before it starts: whom, how hard, how long. */
export function StartFault(props: { entry: FaultKindEntry; caps: FaultKinds['caps']; onClose: () => void }) {
  const { entry, caps, onClose } = props;
  const [draft, setDraft] = useState(() => toDraft(entry, 'mild'));
  const [submitted, setSubmitted] = useState(false);
  const { start } = useFaultActions();
  const instances = useInstanceNames(draft.service);
  const errors = checkDraft(entry, draft, caps.ttlSeconds);
  const shown = submitted ? errors : {};

  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="md"
      title={`Start: ${toTitle(entry.kind)}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          setSubmitted(true);
          if (Object.keys(errors).length > 0) return;
          start.mutate(toStartFault(entry, draft), {
            onSuccess(fault) {
              notifications.show({ message: `${toTitle(fault.kind)} has started at ${fault.target.service}.` });
              onClose();
            },
          });
        }}
      >
        <Stack>
          <Stack gap={4}>
            <SegmentedControl
              aria-label="How hard"
              data={[
                { value: 'mild', label: 'Mild' },
                { value: 'severe', label: 'Severe' },
              ]}
              value={draft.preset}
              onChange={(preset) => setDraft(toDraft(entry, preset, draft.service))}
            />
            <Text size="sm">{entry.presets[draft.preset].note}</Text>
          </Stack>
          <Select
            label="Service"
            data={[...entry.services]}
            value={draft.service}
            allowDeselect={false}
            searchable
            onChange={(service) => setDraft({ ...draft, service: service as FaultService, instance: '' })}
          />
          <Select
            label="Instance"
            description="Empty: all of them, also those that start later"
            data={instances}
            value={draft.instance === '' ? null : draft.instance}
            clearable
            onChange={(instance) => setDraft({ ...draft, instance: instance ?? '' })}
          />
          {entry.hasRoute && (
            <TextInput
              label="Route"
              description="Empty: all. A template such as GET /api/orders/:id; of the gateway /api/orders/*"
              value={draft.route}
              onChange={({ currentTarget }) => setDraft({ ...draft, route: currentTarget.value.trim() })}
            />
          )}
          {entry.hasShare && (
            <NumberInput
              label="Share that is hit"
              suffix=" %"
              min={1}
              max={100}
              value={draft.share}
              error={shown['share']}
              onChange={(share) => setDraft({ ...draft, share: toNumber(share) })}
            />
          )}
          <FaultParameters
            specs={entry.parameters}
            values={draft.parameters}
            errors={shown}
            onChange={(parameters) => setDraft({ ...draft, parameters })}
          />
          <NumberInput
            label="Ends by itself after"
            suffix=" s"
            min={1}
            max={caps.ttlSeconds}
            value={draft.seconds}
            error={shown['seconds']}
            onChange={(seconds) => setDraft({ ...draft, seconds: toNumber(seconds) })}
          />
          <NumberInput
            label="Seed"
            description="The same seed hits the same requests. Empty: one is chosen"
            min={0}
            max={4_294_967_295}
            hideControls
            value={draft.seed}
            onChange={(seed) => setDraft({ ...draft, seed: toNumber(seed) })}
          />
          {start.error !== null && <ErrorState error={start.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={start.isPending}>
              Start the fault
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}

function toNumber(value: number | string): number | '' {
  return value === '' ? '' : Number(value);
}

function useInstanceNames(service: string): string[] {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['lab', 'instances'],
    queryFn: ({ signal }) => api.get<LabInstances>('/api/lab/instances', undefined, signal),
  });
  return data?.services.find((one) => one.service === service)?.instances.map(({ id }) => id) ?? [];
}
