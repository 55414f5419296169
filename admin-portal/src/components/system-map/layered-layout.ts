import type { EdgeView, NodeView } from './system-view.ts';

export interface Place {
  x: number;
  y: number;
  layer: number;
}

export const nodeWidth = 176;
export const nodeHeight = 66;
const columnGap = 144;
const rowGap = 18;
const sweeps = 4;

/** Requests come from the left; what services say goes to topics, what they keep to stores. */
const layers: Record<NodeView['kind'], number> = { gateway: 0, service: 1, controller: 1, topic: 2, store: 3 };

/**
 * Places in layers from left to right. Within a layer nodes stand near the middle of their neighbours, so that few
 * lines cross; ties keep the order given, so the same system is always drawn the same.
 */
export function layOut(
  nodes: readonly Pick<NodeView, 'id' | 'kind'>[],
  edges: readonly Pick<EdgeView, 'from' | 'to'>[],
): Map<string, Place> {
  const columns = [0, 1, 2, 3].map((layer) => nodes.filter(({ kind }) => layers[kind] === layer).map(({ id }) => id));
  const layerOf = new Map(columns.flatMap((ids, layer) => ids.map((id) => [id, layer] as const)));
  const neighbours = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) {
    if (layerOf.get(from) === layerOf.get(to)) continue;
    neighbours.get(from)?.push(to);
    neighbours.get(to)?.push(from);
  }
  const height = new Map<string, number>();
  const settle = (ids: readonly string[]): void => {
    for (const [row, id] of ids.entries()) height.set(id, row - (ids.length - 1) / 2);
  };
  for (const ids of columns) settle(ids);
  // the services' order is given; what surrounds them follows it
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const [layer, ids] of columns.entries()) {
      if (layer === 1) continue;
      const wish = new Map(ids.map((id) => [id, mean(neighbours.get(id) ?? [], height) ?? height.get(id) ?? 0]));
      const sorted = ids.toSorted((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
      columns[layer] = sorted;
      settle(sorted);
    }
  }
  const tallest = Math.max(...columns.map((ids) => ids.length));
  const places = new Map<string, Place>();
  for (const [layer, ids] of columns.entries()) {
    // short columns are spread, up to twice as loose
    const stretch = ids.length < 2 ? 1 : Math.min(2, (tallest - 1) / (ids.length - 1));
    for (const [row, id] of ids.entries()) {
      const y = (row - (ids.length - 1) / 2) * stretch * (nodeHeight + rowGap);
      places.set(id, { x: layer * (nodeWidth + columnGap), y, layer });
    }
  }
  return places;
}

function mean(ids: readonly string[], height: ReadonlyMap<string, number>): number | undefined {
  if (ids.length === 0) return undefined;
  return ids.reduce((sum, id) => sum + (height.get(id) ?? 0), 0) / ids.length;
}
