import {
  ActionIcon,
  Group,
  NumberInput,
  Paper,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { type EventDraft, minorDigits } from './event-draft.ts';
import { SeatPlanEditor } from './seat-plan-editor.tsx';

/** One price tier: general admission with a capacity, or numbered seats. */
export function TierFields(props: {
  form: UseFormReturnType<EventDraft>;
  index: number;
  /** On sale: it can neither go nor change its kind. */
  fixed: boolean;
  removable: boolean;
}) {
  const { form, index, fixed } = props;
  const tier = form.values.tiers[index];
  if (tier === undefined) return null;
  const at = (field: string) => form.getInputProps(`tiers.${index}.${field}`);
  const digits = minorDigits(form.values.currency);
  return (
    <Paper withBorder p="sm" component="fieldset" m={0} miw={0}>
      <Text component="legend" size="sm" fw={650} px={4}>
        Tier {index + 1}
      </Text>
      <Stack gap="sm">
        <Group justify="space-between">
          <SegmentedControl
            aria-label={`Kind of tier ${index + 1}`}
            data={[
              { value: 'general', label: 'General admission' },
              { value: 'seated', label: 'Numbered seats' },
            ]}
            disabled={fixed}
            value={tier.kind}
            onChange={(kind) => form.setFieldValue(`tiers.${index}.kind`, kind)}
          />
          {!fixed && props.removable && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Remove tier ${index + 1}`}
              onClick={() => form.removeListItem('tiers', index)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
        <SimpleGrid cols={{ base: 1, xs: tier.kind === 'general' ? 3 : 2 }}>
          <TextInput label="Name" required maxLength={60} {...at('name')} />
          <NumberInput
            label={`Price in ${form.values.currency}`}
            required
            min={0}
            decimalScale={digits}
            fixedDecimalScale
            {...at('price')}
          />
          {tier.kind === 'general' && (
            <NumberInput
              label="Places"
              required
              min={1}
              max={200_000}
              allowDecimal={false}
              thousandSeparator=" "
              {...at('capacity')}
            />
          )}
        </SimpleGrid>
        {tier.kind === 'seated' && (
          <SeatPlanEditor
            rows={tier.rows}
            onChange={(rows) => form.setFieldValue(`tiers.${index}.rows`, rows)}
            error={form.errors[`tiers.${index}.rows`]}
          />
        )}
      </Stack>
    </Paper>
  );
}
