import { Alert, Anchor, Button, Code, Group, List, Skeleton, Stack, Text } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { Link, useParams } from 'react-router';
import { Panel } from '../../components/panel.tsx';
import { ExperimentChart } from './experiment-chart.tsx';
import { toLoad } from './experiment-list.tsx';
import { ExperimentVerdict } from './experiment-verdict.tsx';
import { isOver, useExperiment, useExperimentActions } from './use-experiments.ts';

export function Component() {
  const { id = '' } = useParams();
  const { data, error, isPending, refetch } = useExperiment(id);
  const { stop } = useExperimentActions();
  if (error !== null) return <ErrorState error={error} onRetry={refetch} />;
  if (isPending) return <Skeleton height={500} />;
  return (
    <>
      <PageTitle
        title={`Experiment on ${data.service}`}
        lead={
          <>
            {toLoad(data)}.{' '}
            <Anchor component={Link} to="/lab/autoscaling" underline="always" inherit>
              All experiments
            </Anchor>
          </>
        }
        actions={
          isOver(data) ? undefined : (
            <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate(id)}>
              Stop
            </Button>
          )
        }
      />
      <Stack gap="lg">
        {stop.error !== null && <ErrorState error={stop.error} />}
        {data.problem !== null && (
          <Alert
            color="red"
            role="alert"
            title={data.state === 'refused' ? 'This was not started' : 'This could not be carried out'}
          >
            {data.problem}
          </Alert>
        )}
        {!isOver(data) && (
          <Alert color="blue" role="status" title={toPhase(data.state)}>
            <span className="tabular">{data.note ?? 'One moment.'}</span>
          </Alert>
        )}
        {data.verdict !== null && <ExperimentVerdict verdict={data.verdict} />}
        {data.prediction !== null && (
          <Panel title="Predicted, before the load began">
            <Text mb="xs">
              Peak {data.prediction.peak}, {data.prediction.atEnd} when the load ends, {data.prediction.resting} at
              rest.
            </Text>
            <List spacing={4} size="sm">
              {data.prediction.lines.map((line) => (
                <List.Item key={line}>
                  <Code bg="transparent" p={0} style={{ whiteSpace: 'pre-wrap' }}>
                    {line}
                  </Code>
                </List.Item>
              ))}
            </List>
          </Panel>
        )}
        {(data.samples.length > 0 || data.prediction !== null) && <ExperimentChart experiment={data} />}
        {data.decisions.length > 0 && (
          <Panel title="What the autoscaler decided">
            <List type="ordered" size="sm" spacing={4} className="tabular">
              {data.decisions.map((decision) => (
                <List.Item key={decision.at}>
                  <Group gap="xs" component="span">
                    {decision.text}
                  </Group>
                </List.Item>
              ))}
            </List>
          </Panel>
        )}
      </Stack>
    </>
  );
}

function toPhase(state: string): string {
  if (state === 'preparing') return 'Measuring what an idle instance costs';
  if (state === 'loading') return 'The load is on';
  return 'The load has ended; waiting for the scale-down';
}
