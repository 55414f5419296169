import { SimpleGrid, Stack } from '@mantine/core';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useState } from 'react';
import { EventSelect } from '../../components/event-select.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFilters } from '../../lib/use-filters.ts';
import { CameraScanner } from './camera-scanner.tsx';
import { CodeForm } from './code-form.tsx';
import { LastScans } from './last-scans.tsx';
import { OutcomePanel } from './outcome-panel.tsx';
import { useScans } from './use-scans.ts';

const filterNames = ['eventId'] as const;

export function Component() {
  const { filters, setFilter } = useFilters(filterNames);
  const { scan, scans, isScanning, failure } = useScans(filters.eventId);
  const [isWatching, setWatching] = useState(false);
  return (
    <>
      <PageTitle title="Check-in" lead="Each ticket lets one person in, once." />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Stack>
          <Panel title="At the door">
            <Stack gap="sm">
              <EventSelect
                label="Event"
                description="Tickets of other events are then not let in, and not used up."
                value={filters.eventId}
                onChange={(eventId) => setFilter('eventId', eventId)}
              />
              <CodeForm onScan={scan} isScanning={isScanning} />
              <CameraScanner isWatching={isWatching} onWatch={setWatching} onScan={scan} />
            </Stack>
          </Panel>
          <LastScans scans={scans} />
        </Stack>
        <OutcomePanel scan={scans[0]} isScanning={isScanning} failure={failure} />
      </SimpleGrid>
    </>
  );
}
