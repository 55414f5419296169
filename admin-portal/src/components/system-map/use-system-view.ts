import { useEffect, useMemo, useRef } from 'react';
import { useLivePoints } from '../../lib/lab/use-live-points.ts';
import { useTopology } from '../../lib/lab/use-topology.ts';
import { keepUnchanged, type SystemView, toSystemView } from './system-view.ts';

/** The system as it is now; what did not change since the last look is the same object. */
export function useSystemView() {
  const topology = useTopology();
  const { points, latest, connected } = useLivePoints();
  const shown = useRef<SystemView>(undefined);
  const view = useMemo(
    () => topology.data && keepUnchanged(shown.current, toSystemView(topology.data, latest)),
    [topology.data, latest],
  );
  useEffect(() => {
    shown.current = view;
  }, [view]);
  return {
    view,
    points,
    connected,
    canScale: topology.data?.canScale ?? false,
    error: topology.error,
    refetch: topology.refetch,
  };
}
