import { ActionIcon, Group, Text } from '@mantine/core';
import { IconArrowsMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import type { Tier } from '@ticketlab/contracts/http/events';
import { useMemo, useRef } from 'react';
import type { SeatState } from './plan-seat.tsx';
import { SeatGrid } from './seat-grid.tsx';
import { SeatLegend } from './seat-legend.tsx';
import classes from './seat-plan.module.css';
import { layOutSeats } from './seat-plan-layout.ts';
import { useZoom } from './use-zoom.ts';

/** The house with its seats, to look at closer or from afar. */
export function SeatPlan(props: {
  tiers: readonly Tier[];
  stateOf: (tierId: string, seatId: string) => SeatState;
  onToggle: (tierId: string, seatId: string) => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useMemo(() => layOutSeats(props.tiers), [props.tiers]);
  const zoom = useZoom(frame, width);
  return (
    <div className={classes['box']}>
      <Group justify="space-between" p="xs" gap="xs">
        <SeatLegend />
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="default"
            size="lg"
            aria-label="Zoom out"
            onClick={zoom.zoomOut}
            disabled={!zoom.canZoomOut}
          >
            <IconMinus size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="default" size="lg" aria-label="Zoom in" onClick={zoom.zoomIn} disabled={!zoom.canZoomIn}>
            <IconPlus size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="default" size="lg" aria-label="Show the whole plan" onClick={zoom.fit}>
            <IconArrowsMaximize size={18} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
      <div ref={frame} className={classes['frame']}>
        <SeatGrid tiers={props.tiers} zoom={zoom.zoom} stateOf={props.stateOf} onToggle={props.onToggle} />
      </div>
      <Text size="sm" p="xs" className={classes['hint'] ?? ''}>
        Choose seats with a click, or with the arrow keys and Enter.
      </Text>
    </div>
  );
}
