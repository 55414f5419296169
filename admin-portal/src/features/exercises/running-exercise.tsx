import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ShownExercise } from '@ticketlab/contracts/http/exercises';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useNow } from '@ticketlab/ui/components/use-now.ts';
import { formatCountdown } from '@ticketlab/ui/format/format.ts';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Panel } from '../../components/panel.tsx';
import { Diagnosis } from './diagnosis.tsx';
import { useExerciseActions } from './use-exercises.ts';
import { Verification } from './verification.tsx';

/** The exercise under way: its story, hints, the question, and the judgement. */
export function RunningExercise({ exercise }: { exercise: ShownExercise }) {
  const { hint, verify, restore } = useExerciseActions();
  const [hints, setHints] = useState<string[]>([]);
  const [restoring, { open, close }] = useDisclosure(false);
  const solved = exercise.mitigatedAt !== null;
  const now = useNow(1_000, !solved);
  const took = (solved ? Date.parse(exercise.mitigatedAt ?? '') : now) - Date.parse(exercise.startedAt);
  return (
    <Panel
      title={exercise.title ?? 'An exercise without a name'}
      actions={
        <Text className="tabular">
          {solved ? 'solved in' : 'running for'} {formatCountdown(took)}
        </Text>
      }
    >
      <Stack>
        <Text>{exercise.story}</Text>
        {exercise.symptom !== null && (
          <Text>
            <b>Symptom:</b> {exercise.symptom}
          </Text>
        )}
        {exercise.gaveUp !== null && (
          <Alert color="yellow" title="Given up">
            {exercise.gaveUp}
          </Alert>
        )}
        <Diagnosis exercise={exercise} />
        {hints.length > 0 && (
          <List aria-label="Hints" role="status">
            {hints.map((text) => (
              <List.Item key={text}>{text}</List.Item>
            ))}
          </List>
        )}
        <Group>
          <Button loading={verify.isPending} onClick={() => verify.mutate()}>
            Verify the repair
          </Button>
          <Button
            variant="default"
            disabled={exercise.hintsLeft === 0}
            loading={hint.isPending}
            onClick={() => hint.mutate(undefined, { onSuccess: ({ text }) => setHints([...hints, text]) })}
          >
            {exercise.hintsLeft === 0 ? 'No hint left' : `Take a hint (${exercise.hintsLeft} left)`}
          </Button>
          <Button variant="default" onClick={open}>
            End and restore
          </Button>
        </Group>
        {hint.error !== null && <ErrorState error={hint.error} />}
        {verify.error !== null && <ErrorState error={verify.error} />}
        {verify.data !== undefined && <Verification verification={verify.data} />}
      </Stack>
      <ConfirmDialog
        opened={restoring}
        onClose={close}
        title={solved ? 'End the exercise?' : 'End it unsolved?'}
        confirm="End and restore"
        run={() => restore.mutateAsync()}
      >
        <Text>
          Everything the exercise did is undone.{' '}
          {solved ? 'Your points are kept.' : 'It is not solved yet: no points are given for it.'}
        </Text>
      </ConfirmDialog>
    </Panel>
  );
}
