import { ActionIcon, Button, Grid, Group, Input, NumberInput, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TierDraft } from './event-draft.ts';
import { SeatPlanPreview } from './seat-plan-preview.tsx';

/** Rows of seats from the stage backwards. */
export function SeatPlanEditor(props: {
  rows: TierDraft['rows'];
  onChange: (rows: TierDraft['rows']) => void;
  error: ReactNode;
}) {
  const { rows, onChange } = props;
  const change = (at: number, part: Partial<TierDraft['rows'][number]>): void =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <Grid>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <Stack gap="xs" component="fieldset" bd={0} p={0} m={0}>
          <Input.Label component="legend" px={0} mb={6}>
            Rows, from the stage backwards
          </Input.Label>
          {rows.map(({ row, seats }, index) => (
            <Group key={index} gap="xs" wrap="nowrap">
              <TextInput
                aria-label={`Letter of row ${index + 1}`}
                w={72}
                maxLength={2}
                value={row}
                onChange={({ currentTarget }) => change(index, { row: currentTarget.value.toUpperCase() })}
              />
              <NumberInput
                aria-label={`Seats in row ${row || index + 1}`}
                w={110}
                min={1}
                max={100}
                allowDecimal={false}
                suffix=" seats"
                value={seats}
                onChange={(value) => change(index, { seats: value })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={`Remove row ${row || index + 1}`}
                onClick={() => onChange(rows.filter((_, at) => at !== index))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          {props.error != null && <Input.Error>{props.error}</Input.Error>}
          <Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={rows.length >= 100}
              onClick={() => onChange([...rows, { row: nextLetter(rows), seats: rows.at(-1)?.seats ?? 12 }])}
            >
              Add a row
            </Button>
          </Group>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <SeatPlanPreview rows={rows} />
      </Grid.Col>
    </Grid>
  );
}

/** After A comes B, after Z comes AA; one that is not taken. */
function nextLetter(rows: TierDraft['rows']): string {
  const taken = new Set(rows.map(({ row }) => row));
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const all = [...letters, ...letters.flatMap((first) => letters.map((second) => first + second))];
  const last = all.indexOf(rows.at(-1)?.row ?? '');
  return all.find((letter, index) => index > last && !taken.has(letter)) ?? '';
}
