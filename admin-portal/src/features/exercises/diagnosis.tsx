import { Alert, Button, Radio, Stack } from '@mantine/core';
import type { ShownExercise } from '@ticketlab/contracts/http/exercises';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatClock } from '@ticketlab/ui/format/format.ts';
import { useState } from 'react';
import { useExerciseActions } from './use-exercises.ts';

/** The question for the cause. Wrong answers cost points, so nothing is sent by choosing alone. */
export function Diagnosis({ exercise }: { exercise: ShownExercise }) {
  const [answer, setAnswer] = useState('');
  const { diagnose } = useExerciseActions();
  const known = exercise.detectedAt;
  if (known !== null && diagnose.data?.right !== true) {
    return (
      <Alert color="green" title={`Diagnosed at ${formatClock(known)}`}>
        Now repair it, and let it be verified.
      </Alert>
    );
  }
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        diagnose.mutate(Number(answer));
      }}
    >
      <Stack gap="sm" align="flex-start">
        <Radio.Group label={exercise.question} value={answer} onChange={setAnswer}>
          <Stack gap="xs" mt="xs">
            {exercise.answers.map((text, index) => (
              <Radio key={text} value={String(index)} label={text} disabled={known !== null} />
            ))}
          </Stack>
        </Radio.Group>
        {known === null && (
          <Button type="submit" variant="default" disabled={answer === ''} loading={diagnose.isPending}>
            That is the cause
          </Button>
        )}
        {diagnose.error !== null && <ErrorState error={diagnose.error} />}
        {diagnose.data !== undefined && (
          <Alert
            role="status"
            color={diagnose.data.right ? 'green' : 'yellow'}
            title={diagnose.data.right ? 'Right' : 'No, that is not it'}
          >
            {diagnose.data.because ?? 'Look again: which telemetry would show it?'}
          </Alert>
        )}
      </Stack>
    </form>
  );
}
