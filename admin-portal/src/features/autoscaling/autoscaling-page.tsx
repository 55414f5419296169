import { Alert, Grid, Skeleton, Stack, Title } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useSearchParams } from 'react-router';
import { AutoscalerSwitches } from './autoscaler-switches.tsx';
import { Doctor } from './doctor.tsx';
import { ExperimentList } from './experiment-list.tsx';
import { ScaledServices } from './scaled-services.tsx';
import { StartExperiment } from './start-experiment.tsx';
import { Timeline } from './timeline.tsx';
import { useAutoscaler } from './use-autoscaler.ts';

export function Component() {
  const { data, error, isPending, refetch } = useAutoscaler();
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('service') ?? 'order-service';
  const service = data?.services.find((one) => one.service === wanted) ?? data?.services[0];
  return (
    <>
      <PageTitle
        title="Autoscaling"
        lead="The algorithm of Kubernetes’ HPA, decision by decision, on this lab’s own instances."
      />
      <Stack gap="xl">
        {error !== null && <ErrorState error={error} onRetry={refetch} />}
        {isPending && <Skeleton height={420} />}
        {data !== undefined && (
          <>
            <AutoscalerSwitches settings={data.settings} nextDecisionAt={data.nextDecisionAt} />
            {data.problem !== null && (
              <Alert color="yellow" title="Nothing is decided at the moment">
                {data.problem}
              </Alert>
            )}
            <ScaledServices
              services={data.services}
              chosen={service?.service}
              onChoose={(name) => setSearch({ service: name }, { replace: true, preventScrollReset: true })}
            />
          </>
        )}
        {service !== undefined && (
          <Grid gap="xl">
            <Grid.Col span={{ base: 12, lg: 7 }}>
              <Timeline service={service} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 5 }}>
              <Doctor service={service.service} />
            </Grid.Col>
          </Grid>
        )}
        <section aria-labelledby="experiments">
          <Title order={2} size="h4" mb="sm" id="experiments">
            Experiments
          </Title>
          <Stack>
            <StartExperiment services={data?.services.map((one) => one.service) ?? ['order-service']} />
            <ExperimentList />
          </Stack>
        </section>
      </Stack>
    </>
  );
}
