import '@xyflow/react/dist/base.css';
import { Box, useComputedColorScheme } from '@mantine/core';
import { Controls, ReactFlow, useReactFlow, useStore } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { memoised, toFlowEdge, toFlowNode } from './flow-elements.ts';
import { layOut } from './layered-layout.ts';
import { MapEdge } from './map-edge.tsx';
import { MapNode } from './map-node.tsx';
import classes from './system-map.module.css';
import type { EdgeView, NodeView, SystemView } from './system-view.ts';

const nodeTypes = { system: MapNode };
const edgeTypes = { system: MapEdge };

interface SystemMapProps {
  view: SystemView;
  height: number | string;
  /** What is looked at: its lines stand out, the others step back. */
  selected: string | undefined;
  kinds: ReadonlySet<EdgeView['kind']>;
  /** Whether it can be moved and zoomed. */
  interactive: boolean;
  onOpen: (id: string) => void;
}

/** The system drawn: who talks to whom, and how well. */
export function SystemMap({ view, height, selected, kinds, interactive, onOpen }: SystemMapProps) {
  const colorScheme = useComputedColorScheme('light');
  // places depend on who is there, not on how they do
  const shape = JSON.stringify({
    nodes: view.nodes.map(({ id, kind }) => ({ id, kind })),
    edges: view.edges.map(({ from, to }) => ({ from, to })),
  });
  const places = useMemo(() => {
    const { nodes, edges } = JSON.parse(shape) as Pick<SystemView, 'nodes' | 'edges'>;
    return layOut(nodes, edges);
  }, [shape]);
  const toNode = useMemo(
    () => memoised((node: NodeView, look: string) => toFlowNode(node, look === 'faded', places.get(node.id), onOpen)),
    [places, onOpen],
  );
  const toEdge = useMemo(
    () =>
      memoised((edge: EdgeView, look: string) =>
        toFlowEdge(edge, { isFaded: look === 'faded', isLit: look === 'lit' }, places),
      ),
    [places],
  );
  const shown = view.edges.filter(({ kind }) => kinds.has(kind));
  const lookOf = (isNear: boolean): string => (selected === undefined ? 'plain' : isNear ? 'lit' : 'faded');
  const touches = ({ from, to }: EdgeView): boolean => from === selected || to === selected;
  const near = new Set([selected, ...shown.filter(touches).flatMap(({ from, to }) => [from, to])]);
  return (
    <Box className={classes.frame} h={height}>
      <ReactFlow
        nodes={view.nodes.map((node) => toNode(node, lookOf(near.has(node.id))))}
        edges={shown.map((edge) => toEdge(edge, lookOf(touches(edge))))}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        colorMode={colorScheme}
        minZoom={smallestZoom}
        maxZoom={1.6}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        panOnDrag={interactive}
        zoomOnScroll={false}
        zoomOnPinch={interactive}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        aria-label="System map"
      >
        <FitToFrame shape={shape} minZoom={interactive ? readableZoom : smallestZoom} />
        {interactive && <Controls showInteractive={false} fitViewOptions={fit} />}
      </ReactFlow>
    </Box>
  );
}

const fit = { padding: 0.05, maxZoom: 1.1 };
const smallestZoom = 0.3;
/** Below that one rather moves the map than reads it. */
const readableZoom = 0.6;

/** The whole map is in sight when it appears, when the window changes and when the system gets other parts. */
function FitToFrame({ shape, minZoom }: { shape: string; minZoom: number }) {
  const { fitView } = useReactFlow();
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  useEffect(() => {
    if (width > 0 && height > 0) void fitView({ ...fit, minZoom });
  }, [fitView, width, height, shape, minZoom]);
  return null;
}
