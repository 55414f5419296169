import { type Edge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import classes from './map-edge.module.css';
import type { EdgeView } from './system-view.ts';

export type MapEdgeType = Edge<{ view: EdgeView; isFaded: boolean; isLit: boolean; isBow: boolean }, 'system'>;

/** A line whose colour, pattern and label say the same. */
export const MapEdge = memo(function MapEdge(props: EdgeProps<MapEdgeType>) {
  const { data, sourceX, sourceY, targetX, targetY } = props;
  if (data === undefined) return null;
  const { view, isFaded, isLit, isBow } = data;
  const [path, labelX, labelY] = isBow ? bowPath(sourceX, sourceY, targetX, targetY) : getBezierPath(props);
  return (
    <g
      className={classes.edge}
      data-kind={view.kind}
      data-health={view.health}
      data-faded={isFaded || undefined}
      data-lit={isLit || undefined}
    >
      <path
        d={path}
        className="react-flow__edge-path"
        fill="none"
        markerStart={props.markerStart}
        markerEnd={props.markerEnd}
      />
      {view.label !== '' && !isFaded && (
        <text className={classes.label} x={labelX} y={labelY}>
          {view.label}
        </text>
      )}
    </g>
  );
});

/** Between two of the same layer: out to the left and back, the further the wider. */
function bowPath(fromX: number, fromY: number, toX: number, toY: number): [string, number, number] {
  const reach = Math.min(18 + Math.abs(toY - fromY) * 0.12, 64);
  const x = Math.min(fromX, toX) - reach;
  const middle = (fromY + toY) / 2;
  return [`M${fromX},${fromY} C${x},${fromY} ${x},${toY} ${toX},${toY}`, x + reach * 0.25, middle];
}
