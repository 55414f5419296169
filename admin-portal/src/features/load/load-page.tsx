import { Stack } from '@mantine/core';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { Panel } from '../../components/panel.tsx';
import { LoadRunList } from './load-run-list.tsx';
import { Shoppers } from './shoppers.tsx';
import { StartLoad } from './start-load.tsx';

export function Component() {
  return (
    <>
      <PageTitle title="Load" lead="Visitors by schedule, in real units, with a verdict against thresholds." />
      <Stack gap="lg">
        <Shoppers />
        <Panel title="Start a run">
          <StartLoad />
        </Panel>
        <Panel title="Runs">
          <LoadRunList />
        </Panel>
      </Stack>
    </>
  );
}
