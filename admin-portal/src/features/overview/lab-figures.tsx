import { Anchor, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatNumber } from '@ticketlab/ui/format/format.ts';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { Panel } from '../../components/panel.tsx';
import { pointOf, useLivePoints } from '../../lib/lab/use-live-points.ts';
import { Slos } from './slos.tsx';
import { Tile } from './tile.tsx';

const TrafficChart = lazy(() => import('./charts.tsx').then(({ TrafficChart }) => ({ default: TrafficChart })));
const CompactMap = lazy(() => import('./compact-map.tsx').then(({ CompactMap }) => ({ default: CompactMap })));
const chartHeight = 250;
const mapHeight = 520;

/** How the system does, as the lab sees it. */
export function LabFigures() {
  const { points, latest, error, refetch } = useLivePoints();
  if (points === undefined && error !== null) {
    return (
      <ErrorState
        error={error}
        title="Traffic, objectives and the map come from the lab’s controller, which does not answer"
        onRetry={refetch}
      />
    );
  }
  const gateway = pointOf(latest, 'api-gateway');
  const known = latest !== undefined;
  return (
    <>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        <Tile
          label="Requests a second"
          value={known ? formatNumber(gateway?.requestsPerSecond ?? 0) : undefined}
          note="at the gateway"
        />
        <Tile
          label="Errors"
          value={known ? orNone(gateway?.errorPercent, ' %') : undefined}
          note="answers of status 500 and more"
        />
        <Tile label="p95" value={known ? orNone(gateway?.p95Ms, ' ms') : undefined} note="95 of 100 are faster" />
        <Tile
          label="Waiting messages"
          value={known ? formatNumber(latest.consumerLag + latest.outboxPending) : undefined}
          note={
            latest !== undefined && latest.deadLetters > 0 ? (
              <Anchor component={Link} to="/dead-letters" size="xs">
                {latest.deadLetters} dead {latest.deadLetters === 1 ? 'letter' : 'letters'}
              </Anchor>
            ) : (
              'not yet consumed or published'
            )
          }
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Panel title="Requests and answering time">
          <Suspense fallback={<Skeleton height={chartHeight} />}>
            {points === undefined ? (
              <Skeleton height={chartHeight} />
            ) : (
              <TrafficChart points={points} height={chartHeight} />
            )}
          </Suspense>
        </Panel>
        <Slos />
      </SimpleGrid>
      <Panel
        title="System"
        actions={
          <Anchor component={Link} to="/map" size="sm">
            Open the map
          </Anchor>
        }
      >
        <Suspense fallback={<Skeleton height={mapHeight} visibleFrom="sm" />}>
          <CompactMap height={mapHeight} />
        </Suspense>
        <Text size="sm" hiddenFrom="sm">
          The map has a table that is easier to read here.
        </Text>
      </Panel>
    </>
  );
}

const orNone = (value: number | null | undefined, unit: string): string =>
  value == null ? 'none' : formatNumber(value < 10 ? value : Math.round(value)) + unit;
