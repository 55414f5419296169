import { Button, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { useExerciseActions, useExercises } from './use-exercises.ts';

/** Each with what it teaches and the best score so far; or one by chance, which keeps its name to itself. */
export function ExerciseList({ busy }: { busy: boolean }) {
  const { data, error, isPending, refetch } = useExercises();
  const { start } = useExerciseActions();
  if (error !== null) return <ErrorState error={error} onRetry={refetch} />;
  if (isPending) return <Skeleton height={420} />;
  const begin = (name: string) => {
    start.mutate({ name, seed: Math.floor(Math.random() * 1_000_000) });
    window.scrollTo({ top: 0 });
  };
  return (
    <Stack>
      <Group justify="space-between">
        <Text>Hard mode picks one and does not say which: no story, no symptom.</Text>
        <Button
          variant="default"
          disabled={busy}
          loading={start.isPending && start.variables.name === 'random'}
          onClick={() => begin('random')}
        >
          Start one at random
        </Button>
      </Group>
      {start.error !== null && <ErrorState error={start.error} />}
      <ScrollRegion label="Exercises">
        <Table verticalSpacing="xs" className="tabular">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Exercise</Table.Th>
              <Table.Th visibleFrom="sm">Level</Table.Th>
              <Table.Th visibleFrom="sm">Minutes</Table.Th>
              <Table.Th visibleFrom="sm">Best</Table.Th>
              <Table.Th>
                <span className="mantine-visually-hidden">Start</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.items.map((one) => (
              <Table.Tr key={one.name}>
                <Table.Td>
                  <Text fw={650}>{one.title}</Text>
                  <Text size="sm">{one.teaches}</Text>
                  <Text size="sm" c="dimmed" hiddenFrom="sm">
                    {one.level}, {one.minutes} minutes{one.best !== null && `, best ${one.best} points`}
                  </Text>
                </Table.Td>
                <Table.Td visibleFrom="sm" style={{ whiteSpace: 'nowrap' }}>
                  {one.level}
                </Table.Td>
                <Table.Td visibleFrom="sm">{one.minutes}</Table.Td>
                <Table.Td visibleFrom="sm">{one.best ?? '–'}</Table.Td>
                <Table.Td>
                  <Button
                    size="xs"
                    variant="default"
                    disabled={busy}
                    loading={start.isPending && start.variables.name === one.name}
                    aria-label={`Start ${one.title}`}
                    onClick={() => begin(one.name)}
                  >
                    Start
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
    </Stack>
  );
}
