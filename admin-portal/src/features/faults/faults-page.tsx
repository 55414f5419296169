import { Alert, Grid, Skeleton, Stack, Title } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import type { FaultKindEntry } from '@ticketlab/contracts/http/faults';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useState } from 'react';
import { ClearFaults } from './clear-faults.tsx';
import { FaultKindCard } from './fault-kind-card.tsx';
import { RunningFaults } from './running-faults.tsx';
import { StartFault } from './start-fault.tsx';
import { useFaultKinds, useFaults } from './use-faults.ts';

export function Component() {
  const kinds = useFaultKinds();
  const faults = useFaults();
  const [chosen, setChosen] = useState<FaultKindEntry | null>(null);
  const running = faults.data?.items ?? [];
  return (
    <>
      <PageTitle
        title="Faults"
        lead="Break something on purpose, for a time. Every fault ends by itself."
        actions={<ClearFaults count={running.length} exerciseRunning={faults.data?.exerciseRunning ?? false} />}
      />
      <Stack gap="xl">
        {faults.data?.exerciseRunning === true && (
          <Alert color="grape" icon={<IconFlask aria-hidden />} title="An exercise is running">
            What it has broken is not listed here. Clearing all faults counts as giving up.
          </Alert>
        )}
        <section aria-labelledby="running-faults">
          <Title order={2} size="h4" mb="sm" id="running-faults">
            Running now
          </Title>
          {faults.error !== null && <ErrorState error={faults.error} onRetry={faults.refetch} />}
          {faults.isPending && <Skeleton height={72} />}
          {faults.data !== undefined && <RunningFaults faults={running} />}
        </section>
        <section aria-labelledby="fault-kinds">
          <Title order={2} size="h4" mb="sm" id="fault-kinds">
            What can be broken
          </Title>
          {kinds.error !== null && <ErrorState error={kinds.error} onRetry={kinds.refetch} />}
          <Grid>
            {kinds.isPending &&
              Array.from({ length: 6 }, (_, index) => (
                <Grid.Col key={index} span={{ base: 12, sm: 6, lg: 4 }}>
                  <Skeleton height={196} />
                </Grid.Col>
              ))}
            {kinds.data?.kinds.map((entry) => (
              <Grid.Col key={entry.kind} span={{ base: 12, sm: 6, lg: 4 }}>
                <FaultKindCard entry={entry} onChoose={() => setChosen(entry)} />
              </Grid.Col>
            ))}
          </Grid>
        </section>
      </Stack>
      {chosen !== null && kinds.data !== undefined && (
        <StartFault entry={chosen} caps={kinds.data.caps} onClose={() => setChosen(null)} />
      )}
    </>
  );
}
