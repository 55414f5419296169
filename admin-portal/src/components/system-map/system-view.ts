import type { HistoryPoint, Topology } from '@ticketlab/contracts/http/lab';

export type Health = 'ok' | 'degraded' | 'down' | 'unknown';
type TopologyNode = Topology['nodes'][number];
type TopologyEdge = Topology['edges'][number];

export interface NodeView {
  id: string;
  kind: TopologyNode['kind'];
  health: Health;
  /** The health in words, and why. */
  status: string;
  ready: number | null;
  desired: number | null;
  breaker: TopologyNode['breaker'];
  perSecond: number | null;
  p95Ms: number | null;
  errorPercent: number | null;
}

export interface EdgeView {
  id: string;
  from: string;
  to: string;
  kind: TopologyEdge['kind'];
  health: Health;
  /** What stands on it; '' for nothing. */
  label: string;
}

export interface SystemView {
  nodes: NodeView[];
  edges: EdgeView[];
}

const worryingErrorPercent = 5;
const worryingLag = 1_000;

/** Topology and the latest look put together: what the map and its table show. */
export function toSystemView(topology: Topology, latest?: HistoryPoint): SystemView {
  const rows = new Map(latest?.services.map((row) => [row.service, row]));
  const nodes = topology.nodes.map((node): NodeView => {
    const row = rows.get(node.id);
    const seen = {
      ...node,
      ready: row?.ready ?? node.ready,
      desired: row?.desired ?? node.desired,
      breaker: row === undefined ? node.breaker : row.breaker,
      perSecond: row?.requestsPerSecond ?? node.perSecond,
      p95Ms: row?.p95Ms ?? null,
      errorPercent: row?.errorPercent ?? null,
    };
    return { ...seen, ...judgeNode(seen) };
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return { nodes, edges: topology.edges.map((edge) => toEdgeView(edge, byId)) };
}

function judgeNode(node: Omit<NodeView, 'health' | 'status'>): Pick<NodeView, 'health' | 'status'> {
  const { kind, ready, desired, breaker, errorPercent } = node;
  if (kind === 'topic') return { health: 'ok', status: 'topic' };
  if (ready === null || desired === null) return { health: 'unknown', status: 'not known' };
  if (desired === 0) return { health: 'down', status: 'scaled to 0' };
  if (ready === 0) return { health: 'down', status: kind === 'store' ? 'down' : 'no instance ready' };
  if (breaker === 'open') return { health: 'down', status: 'breaker open' };
  if (breaker === 'half-open') return { health: 'degraded', status: 'breaker half-open' };
  if (ready < desired) return { health: 'degraded', status: `${ready} of ${desired} ready` };
  if (errorPercent !== null && errorPercent > worryingErrorPercent) {
    return { health: 'degraded', status: `${Math.round(errorPercent)} % errors` };
  }
  return { health: 'ok', status: 'healthy' };
}

function toEdgeView(edge: TopologyEdge, nodes: ReadonlyMap<string, NodeView>): EdgeView {
  const { from, to, kind, lag } = edge;
  const target = nodes.get(to);
  const rate = formatRate(edge.perSecond);
  const view = { id: `${from} ${kind} ${to}`, from, to, kind };
  if (kind === 'consumes') {
    const waiting = lag !== null && lag > 0 ? `lag ${compact(lag)}` : '';
    const health = lag === null ? 'unknown' : lag > worryingLag ? 'degraded' : 'ok';
    return { ...view, health, label: join(rate, waiting) };
  }
  if (kind === 'publishes')
    return { ...view, health: nodes.get(from)?.health === 'down' ? 'unknown' : 'ok', label: rate };
  if (target === undefined || target.health === 'unknown') return { ...view, health: 'unknown', label: rate };
  if (target.ready === 0) return { ...view, health: 'down', label: 'down' };
  // the breaker stands in the gateway: only its own way there is cut
  if (from === 'api-gateway' && target.breaker !== null && target.breaker !== 'closed') {
    const health = target.breaker === 'open' ? 'down' : 'degraded';
    return { ...view, health, label: join(rate, `breaker ${target.breaker}`) };
  }
  return { ...view, health: target.health === 'ok' ? 'ok' : 'degraded', label: rate };
}

const join = (...parts: string[]): string => parts.filter((part) => part !== '').join(', ');

const compactNumber = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const compact = (value: number): string => compactNumber.format(value);

/** `12/s`; '' where nobody counts, or nothing moves. */
export function formatRate(perSecond: number | null): string {
  if (perSecond === null || perSecond === 0) return '';
  return `${perSecond < 0.1 ? '<0.1' : compact(perSecond)}/s`;
}

/** The next view, with every node and edge that did not change being the same object: only what changed is drawn anew. */
export function keepUnchanged(before: SystemView | undefined, next: SystemView): SystemView {
  if (before === undefined) return next;
  return { nodes: keep(before.nodes, next.nodes), edges: keep(before.edges, next.edges) };
}

function keep<T extends { id: string }>(before: T[], next: T[]): T[] {
  const known = new Map(before.map((item) => [item.id, item]));
  const kept = next.map((item) => {
    const old = known.get(item.id);
    return old !== undefined && JSON.stringify(old) === JSON.stringify(item) ? old : item;
  });
  const isSame = kept.length === before.length && kept.every((item, index) => item === before[index]);
  return isSame ? before : kept;
}
