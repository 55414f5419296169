import { MarkerType, Position } from '@xyflow/react';
import { nodeHeight, nodeWidth, type Place } from './layered-layout.ts';
import type { MapEdgeType } from './map-edge.tsx';
import type { MapNodeType } from './map-node.tsx';
import type { EdgeView, NodeView } from './system-view.ts';

const arrow = { type: MarkerType.ArrowClosed, color: 'context-stroke', width: 14, height: 14 };

/** Sizes and handles are told, so nothing has to be measured whenever something changes. */
const size = { width: nodeWidth, height: nodeHeight };
const handle = { y: nodeHeight / 2, width: 1, height: 1 };
const handles = [
  { ...handle, id: 'in', type: 'target' as const, position: Position.Left, x: 0 },
  { ...handle, id: 'out-left', type: 'source' as const, position: Position.Left, x: 0 },
  { ...handle, id: 'out', type: 'source' as const, position: Position.Right, x: nodeWidth },
];

export function toFlowNode(
  view: NodeView,
  isFaded: boolean,
  place: Place | undefined,
  onOpen: (id: string) => void,
): MapNodeType {
  const position = { x: place?.x ?? 0, y: place?.y ?? 0 };
  return { id: view.id, type: 'system', position, ...size, measured: size, handles, data: { view, isFaded, onOpen } };
}

export function toFlowEdge(
  view: EdgeView,
  look: { isFaded: boolean; isLit: boolean },
  places: ReadonlyMap<string, Place>,
): MapEdgeType {
  const isBow = places.get(view.from)?.layer === places.get(view.to)?.layer;
  return {
    id: view.id,
    type: 'system',
    source: view.from,
    target: view.to,
    sourceHandle: isBow ? 'out-left' : 'out',
    targetHandle: 'in',
    // a message goes from the topic to who consumes it
    ...(view.kind === 'consumes' && { markerStart: arrow }),
    ...((view.kind === 'http' || view.kind === 'publishes') && { markerEnd: arrow }),
    data: { view, ...look, isBow },
  };
}

/** The very same object for the same input: what has not changed is not drawn anew. */
export function memoised<T extends object, R>(make: (item: T, variant: string) => R): (item: T, variant: string) => R {
  const made = new WeakMap<T, Map<string, R>>();
  return (item, variant) => {
    const known = made.get(item) ?? new Map<string, R>();
    made.set(item, known);
    const result = known.get(variant) ?? make(item, variant);
    known.set(variant, result);
    return result;
  };
}
