import {
  Autocomplete,
  Button,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import { categories } from '@ticketlab/contracts/http/events';
import { formatDateTime } from '@ticketlab/ui/format/format.ts';
import { Panel } from '../../components/panel.tsx';
import { toWords } from '../../components/state-badge.tsx';
import { fromLocalInput } from '../../lib/zoned-time.ts';
import { type EventDraft, newTier } from './event-draft.ts';
import { TierFields } from './tier-fields.tsx';

const timeZones = Intl.supportedValuesOf('timeZone');
const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'JPY'];

/** Everything about an event that an admin decides. */
export function EventForm(props: {
  form: UseFormReturnType<EventDraft>;
  /** Ids of tiers that are on sale. */
  onSale: ReadonlySet<string>;
}) {
  const { form } = props;
  const { venue, tiers } = form.values;
  const field = form.getInputProps;
  return (
    <Stack>
      <Panel title="What and where">
        <Stack gap="sm">
          <TextInput label="Title" required maxLength={140} {...field('title')} />
          <Textarea label="Description" autosize minRows={3} maxRows={12} maxLength={5000} {...field('description')} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <Select
              label="Category"
              required
              allowDeselect={false}
              data={categories.map((category) => ({ value: category, label: toWords(category) }))}
              {...field('category')}
            />
            <TextInput label="Venue" required maxLength={120} {...field('venue.name')} />
            <TextInput label="City" required maxLength={80} {...field('venue.city')} />
            <TextInput label="Address" required maxLength={200} {...field('venue.address')} />
          </SimpleGrid>
        </Stack>
      </Panel>
      <Panel title="When" lead="Times are those of the clocks at the venue.">
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <Autocomplete label="Time zone" required limit={50} data={timeZones} {...field('venue.timezone')} />
          <TimeInput form={form} name="startsAt" label="Starts" timeZone={venue.timezone} />
          <TimeInput form={form} name="endsAt" label="Ends" timeZone={venue.timezone} />
        </SimpleGrid>
      </Panel>
      <Panel title="Tickets">
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <Select
              label="Currency"
              required
              allowDeselect={false}
              disabled={props.onSale.size > 0}
              data={[...new Set([form.values.currency, ...currencies])]}
              {...field('currency')}
            />
            <NumberInput
              label="Most tickets per customer"
              required
              min={1}
              max={100_000}
              allowDecimal={false}
              {...field('maxPerCustomer')}
            />
          </SimpleGrid>
          {tiers.map(({ key, id }, index) => (
            <TierFields
              key={key}
              form={form}
              index={index}
              fixed={id !== undefined && props.onSale.has(id)}
              removable={tiers.length > 1}
            />
          ))}
          {form.errors['tiers'] !== undefined && (
            <Text c="red" size="sm" role="alert">
              {form.errors['tiers']}
            </Text>
          )}
          <Group>
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              disabled={tiers.length >= 20}
              onClick={() => form.insertListItem('tiers', newTier('general'))}
            >
              Add a tier
            </Button>
          </Group>
        </Stack>
      </Panel>
    </Stack>
  );
}

function TimeInput(props: {
  form: UseFormReturnType<EventDraft>;
  name: 'startsAt' | 'endsAt';
  label: string;
  timeZone: string;
}) {
  const iso = fromLocalInput(props.form.values[props.name], props.timeZone);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <TextInput
      type="datetime-local"
      label={props.label}
      required
      // the other clock only where it differs
      description={iso !== undefined && here !== props.timeZone ? `Here: ${formatDateTime(iso)}` : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      {...props.form.getInputProps(props.name)}
    />
  );
}
