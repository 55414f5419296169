import { Box } from '@mantine/core';
import { useCallback } from 'react';
import { useNavigate } from 'react-router';
import { SystemMap } from '../../components/system-map/system-map.tsx';
import { useSystemView } from '../../components/system-map/use-system-view.ts';
import type { EdgeView } from '../../components/system-map/system-view.ts';

const kinds: ReadonlySet<EdgeView['kind']> = new Set(['http', 'publishes', 'consumes', 'data']);

/** The system at a glance; a click leads to the whole map. */
export function CompactMap({ height }: { height: number }) {
  const { view } = useSystemView();
  const navigate = useNavigate();
  const open = useCallback((id: string) => void navigate(`/map?node=${id}`), [navigate]);
  return (
    <Box h={height} visibleFrom="sm">
      {view !== undefined && (
        <SystemMap view={view} height={height} selected={undefined} kinds={kinds} interactive={false} onOpen={open} />
      )}
    </Box>
  );
}
