import { Stack, Title } from '@mantine/core';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { ChallengeForm } from './challenge-form.tsx';
import { ChallengeResults } from './challenge-results.tsx';
import { useChallengeRunner } from './use-challenge-runner.ts';

export function Component() {
  const runner = useChallengeRunner();
  return (
    <>
      <PageTitle title="Challenges" lead="Exact, bounded work for one service, straight from this page." />
      <Stack gap="xl">
        <ChallengeForm left={runner.left} onRun={(wanted) => void runner.run(wanted)} onStop={runner.stop} />
        <section aria-labelledby="challenge-results">
          <Title order={2} size="h4" mb="sm" id="challenge-results">
            What came back
          </Title>
          <ChallengeResults calls={runner.calls} running={runner.left > 0} />
        </section>
      </Stack>
    </>
  );
}
