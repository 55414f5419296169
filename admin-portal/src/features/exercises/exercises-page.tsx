import { Skeleton, Stack } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { Panel } from '../../components/panel.tsx';
import { Attempts } from './attempts.tsx';
import { ExerciseList } from './exercise-list.tsx';
import { RunningExercise } from './running-exercise.tsx';
import { useCurrentExercise } from './use-exercises.ts';

export function Component() {
  const current = useCurrentExercise();
  const running = current.data?.running ?? null;
  return (
    <>
      <PageTitle
        title="Exercises"
        lead="Something is broken for you. Find it, repair it, and let the live system judge."
      />
      <Stack gap="lg">
        {current.error !== null && <ErrorState error={current.error} onRetry={current.refetch} />}
        {current.isPending && <Skeleton height={200} />}
        {running !== null && <RunningExercise key={running.startedAt} exercise={running} />}
        <Panel title="All exercises" lead="From first steps to hard. One runs at a time.">
          <ExerciseList busy={running !== null} />
        </Panel>
        <Panel title="Attempts">
          <Attempts />
        </Panel>
      </Stack>
    </>
  );
}
