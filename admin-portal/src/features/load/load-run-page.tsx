import { Alert, Anchor, Button, Progress, Skeleton, Stack } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatCountdown, formatDateTime } from '@ticketlab/ui/format/format.ts';
import { Link, useParams } from 'react-router';
import { LoadCharts } from './load-charts.tsx';
import { LoadErrors } from './load-errors.tsx';
import { LoadNumbers } from './load-numbers.tsx';
import { LoadVerdict } from './load-verdict.tsx';
import { useLoadRun, useLoadRunActions } from './use-load-runs.ts';

export function Component() {
  const { id = '' } = useParams();
  const { data: run, error, isPending, refetch } = useLoadRun(id);
  const { stop, download } = useLoadRunActions();
  if (error !== null) return <ErrorState error={error} onRetry={refetch} />;
  if (isPending) return <Skeleton height={600} />;
  const { progress } = run;
  return (
    <>
      <PageTitle
        title={`Load run: ${run.scenario}`}
        lead={
          <>
            Started {formatDateTime(run.startedAt)}.{' '}
            <Anchor component={Link} to="/lab/load" underline="always" inherit>
              All runs
            </Anchor>
          </>
        }
        actions={
          run.endedAt === null ? (
            <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate(id)}>
              {run.state === 'ending' ? 'End by force' : 'End it'}
            </Button>
          ) : (
            run.summary !== null && (
              <Button variant="default" loading={download.isPending} onClick={() => download.mutate(run)}>
                Download the report
              </Button>
            )
          )
        }
      />
      <Stack gap="lg">
        {stop.error !== null && <ErrorState error={stop.error} />}
        {download.error !== null && <ErrorState error={download.error} />}
        {run.problem !== null && (
          <Alert color="red" role="alert" title="This could not be run">
            {run.problem}
          </Alert>
        )}
        {run.endedAt === null && (
          <Alert color="blue" title={progress === null ? 'Preparing' : `Phase: ${progress.phase}`}>
            {run.note ??
              (progress === null
                ? 'One moment.'
                : `${formatCountdown((progress.totalSeconds - progress.elapsedSeconds) * 1000)} left`)}
            {progress !== null && (
              <Progress
                mt="xs"
                aria-label="How much of the run is done"
                value={Math.min(100, (progress.elapsedSeconds / progress.totalSeconds) * 100)}
              />
            )}
          </Alert>
        )}
        {run.verdict !== null && <LoadVerdict verdict={run.verdict} summary={run.summary} />}
        {progress !== null && <LoadNumbers progress={progress} />}
        <LoadCharts points={run.summary?.timeline ?? progress?.recent ?? []} />
        <LoadErrors errors={run.summary?.errors ?? progress?.errors ?? []} />
      </Stack>
    </>
  );
}
