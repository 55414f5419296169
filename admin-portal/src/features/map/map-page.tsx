import { Chip, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useCallback, useState } from 'react';
import { useSearchParams } from 'react-router';
import { LabOnly } from '../../components/lab-only.tsx';
import { MapLegend } from '../../components/system-map/map-legend.tsx';
import { SystemMap } from '../../components/system-map/system-map.tsx';
import type { EdgeView } from '../../components/system-map/system-view.ts';
import { useSystemView } from '../../components/system-map/use-system-view.ts';
import { NodeDrawer } from './node-drawer.tsx';
import { SystemTable } from './system-table.tsx';

const lines: { value: string; label: string; kinds: EdgeView['kind'][] }[] = [
  { value: 'http', label: 'Requests', kinds: ['http'] },
  { value: 'messages', label: 'Messages', kinds: ['publishes', 'consumes'] },
  { value: 'data', label: 'Data', kinds: ['data'] },
];
const mapHeight = 'clamp(600px, calc(100dvh - 270px), 900px)';

export function Component() {
  return (
    <LabOnly title="System map">
      <MapPage />
    </LabOnly>
  );
}

function MapPage() {
  const [params, setParams] = useSearchParams();
  const selected = params.get('node') ?? undefined;
  // on a phone the map would be too small to read
  const [shape, setShape] = useState(() => (window.matchMedia('(max-width: 48em)').matches ? 'table' : 'map'));
  const [chosen, setChosen] = useState<string[]>(['http', 'messages', 'data']);
  const { view, points, connected, canScale, error, refetch } = useSystemView();
  const open = useCallback((id: string) => setParams({ node: id }, { replace: true }), [setParams]);
  const kinds = new Set(lines.filter(({ value }) => chosen.includes(value)).flatMap((line) => line.kinds));
  return (
    <>
      <PageTitle
        title="System map"
        lead={connected ? 'Live, from what the lab sees.' : 'Renewed every few seconds.'}
        actions={
          <SegmentedControl
            aria-label="How to show it"
            data={[
              { value: 'map', label: 'Map' },
              { value: 'table', label: 'Table' },
            ]}
            value={shape}
            onChange={setShape}
          />
        }
      />
      {view === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {view === undefined && error === null && <Skeleton height={mapHeight} />}
      {view !== undefined && (
        <Stack gap="sm">
          <Text role="status" size="sm">
            {summaryOf(view.nodes.filter(({ health }) => health === 'down' || health === 'degraded'))}
          </Text>
          {shape === 'map' ? (
            <>
              <Group justify="space-between">
                <Chip.Group multiple value={chosen} onChange={setChosen}>
                  <Group gap="xs" role="group" aria-label="Lines shown">
                    {lines.map(({ value, label }) => (
                      <Chip key={value} value={value} size="xs">
                        {label}
                      </Chip>
                    ))}
                  </Group>
                </Chip.Group>
                <MapLegend />
              </Group>
              <SystemMap view={view} height={mapHeight} selected={selected} kinds={kinds} interactive onOpen={open} />
            </>
          ) : (
            <SystemTable view={view} onOpen={open} />
          )}
        </Stack>
      )}
      <NodeDrawer
        view={view}
        nodeId={selected}
        points={points}
        canScale={canScale}
        onClose={() => setParams({}, { replace: true })}
      />
    </>
  );
}

function summaryOf(troubled: { id: string; status: string }[]): string {
  if (troubled.length === 0) return 'Everything that is watched is healthy.';
  return troubled.map(({ id, status }) => `${id}: ${status}`).join(' · ');
}
