import { Alert, Badge, Button, Group, Modal, Radio, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import type { EventInput } from './event-draft.ts';
import { compareEdits, type Difference, mergeEdits, type Side } from './merge-edits.ts';

interface ConflictDialogProps {
  /** The version both have started from. */
  base: EventInput;
  mine: EventInput;
  theirs: EventInput;
  onMerge: (merged: EventInput) => void;
  onClose: () => void;
}

/** Somebody else saved first: what they changed beside what I changed, and a choice for each. */
export function ConflictDialog({ base, mine, theirs, onMerge, onClose }: ConflictDialogProps) {
  const differences = compareEdits(base, mine, theirs);
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(
    // what only one of us touched is no conflict
    () => new Map(differences.flatMap(({ key, changedBy }) => (changedBy === 'both' ? [] : [[key, changedBy]]))),
  );
  const open = differences.filter(({ key }) => !choices.has(key)).length;
  const all = (side: Side): void => setChoices(new Map(differences.map(({ key }) => [key, side])));
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title="Somebody else saved this event first"
      closeButtonProps={{ 'aria-label': 'Go back to the form' }}
    >
      <Stack>
        <Text>Nothing of yours is lost. Choose for each difference which version counts, then save again.</Text>
        {differences.length === 0 && <Alert color="green">Both of you changed the same things in the same way.</Alert>}
        {differences.length > 0 && (
          <>
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={() => all('mine')}>
                Mine everywhere
              </Button>
              <Button size="xs" variant="default" onClick={() => all('theirs')}>
                Theirs everywhere
              </Button>
            </Group>
            <ScrollRegion label="What differs">
              <Table verticalSpacing="sm" miw={560}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">Field</Table.Th>
                    <Table.Th scope="col">Mine</Table.Th>
                    <Table.Th scope="col">Theirs</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {differences.map((difference) => (
                    <DifferenceRow
                      key={difference.key}
                      difference={difference}
                      choice={choices.get(difference.key)}
                      onChoose={(side) => setChoices(new Map(choices).set(difference.key, side))}
                    />
                  ))}
                </Table.Tbody>
              </Table>
            </ScrollRegion>
          </>
        )}
        <Group justify="flex-end" gap="xs">
          <Text size="sm" role="status" mr="auto">
            {open === 0 ? 'Everything is chosen.' : `${open} still to choose.`}
          </Text>
          <Button variant="default" onClick={onClose}>
            Back to the form
          </Button>
          <Button disabled={open > 0} onClick={() => onMerge(mergeEdits(mine, theirs, choices))}>
            Save this
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function DifferenceRow(props: { difference: Difference; choice: Side | undefined; onChoose: (side: Side) => void }) {
  const { difference, choice, onChoose } = props;
  const { key, label, before, changedBy } = difference;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={600} style={{ verticalAlign: 'top' }}>
        {label}
        {changedBy === 'both' && (
          <div>
            <Badge variant="dot" color="orange" size="sm" tt="none">
              changed by both
            </Badge>
          </div>
        )}
        <Text size="xs">Before: {before}</Text>
      </Table.Th>
      {(['mine', 'theirs'] as const).map((side) => (
        <Table.Td key={side} style={{ verticalAlign: 'top' }}>
          <Radio
            name={`choice-${key}`}
            value={side}
            checked={choice === side}
            onChange={() => onChoose(side)}
            label={difference[side]}
            aria-label={`${label}, ${side}: ${difference[side]}`}
          />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
