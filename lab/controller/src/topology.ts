import { faultSurfaces } from '@ticketlab/contracts/http/fault-surfaces';
import type { Topology } from '@ticketlab/contracts/http/lab';
import { serviceNames, type UpstreamName, upstreamNames } from '@ticketlab/contracts/services';
import { type Topic, topics } from '@ticketlab/contracts/topics';
import type { Snapshot } from '../../monitor/snapshot.ts';
import type { Runtime } from './runtime.ts';

/** Whom each service calls and what it publishes; what it keeps and consumes stands in the contracts. */
const relations: Record<UpstreamName, { calls: UpstreamName[]; publishes: Topic | null }> = {
  'user-service': { calls: ['notification-service'], publishes: 'user-events' },
  'event-service': { calls: [], publishes: 'event-notifications' },
  'ticket-service': { calls: ['order-service'], publishes: 'ticket-events' },
  'order-service': { calls: ['ticket-service', 'payment-service'], publishes: 'order-events' },
  'payment-service': { calls: ['order-service'], publishes: 'payment-events' },
  'notification-service': { calls: ['user-service'], publishes: null },
  'chat-service': { calls: ['notification-service', 'user-service'], publishes: null },
};

const stores = ['postgres', 'mongo', 'redis', 'kafka'] as const;

/** The map of the system with what was last seen of each node. */
export function toTopology(runtime: Pick<Runtime, 'kind' | 'canScale'>, snapshot: Snapshot | undefined): Topology {
  const rows = new Map(snapshot?.services.map((row) => [row.name, row]));
  return {
    runtime: runtime.kind,
    canScale: runtime.canScale,
    nodes: [
      ...serviceNames.map((id) => {
        const row = rows.get(id);
        const kind =
          id === 'api-gateway'
            ? ('gateway' as const)
            : id === 'lab-controller'
              ? ('controller' as const)
              : ('service' as const);
        return {
          ...{ id, kind, ready: row?.ready ?? null, desired: row?.desired ?? null, breaker: row?.breaker ?? null },
          perSecond: row?.requestsPerSecond ?? null,
        };
      }),
      ...stores.map((id) => {
        const phase = snapshot?.stores.find(({ name }) => name === id)?.phase;
        const ready = phase === undefined ? null : Number(phase === 'ready');
        return {
          id,
          kind: 'store' as const,
          ready,
          desired: ready === null ? null : 1,
          breaker: null,
          perSecond: null,
        };
      }),
      ...topics.map((id) => ({
        id,
        kind: 'topic' as const,
        ready: null,
        desired: null,
        breaker: null,
        perSecond: null,
      })),
    ],
    edges: edges().map((edge) => ({ ...edge, ...flowOf(edge, snapshot) })),
  };
}

type Edge = Omit<Topology['edges'][number], 'perSecond' | 'lag'>;

/** Without a look at the system nothing is known, and of data nobody counts anything. */
function flowOf({ from, to, kind }: Edge, snapshot: Snapshot | undefined) {
  const unknown = { perSecond: null, lag: null };
  if (snapshot === undefined || kind === 'data') return unknown;
  const { calls, consumed } = snapshot.flows;
  if (kind === 'publishes') return { ...unknown, perSecond: topicRate(to, snapshot) };
  if (kind === 'http') {
    // a counter appears with the first call
    return { ...unknown, perSecond: calls.find((call) => call.from === from && call.to === to)?.perSecond ?? 0 };
  }
  const taken = consumed.find(({ service, topic }) => service === from && topic === to);
  const waiting = snapshot.consumerLag.find(({ topic, group }) => topic === to && group === from);
  return { perSecond: taken?.perSecond ?? 0, lag: waiting?.lag ?? null };
}

function topicRate(id: string, snapshot: Snapshot | undefined): number | null {
  return snapshot === undefined ? null : (snapshot.flows.topics.find(({ topic }) => topic === id)?.perSecond ?? 0);
}

function edges(): Edge[] {
  const gateway = [...upstreamNames, 'lab-controller'].map((to) => ({
    from: 'api-gateway',
    to,
    kind: 'http' as const,
  }));
  const others = upstreamNames.flatMap((from) => {
    const { calls, publishes } = relations[from];
    const { database, consumes } = faultSurfaces[from];
    return [
      ...calls.map((to) => ({ from, to, kind: 'http' as const })),
      { from, to: database === 'postgres' ? 'postgres' : 'mongo', kind: 'data' as const },
      { from, to: 'redis', kind: 'data' as const },
      ...(publishes === null ? [] : [{ from, to: publishes, kind: 'publishes' as const }]),
      ...consumes.map((to) => ({ from, to, kind: 'consumes' as const })),
    ];
  });
  return [...gateway, { from: 'api-gateway', to: 'redis', kind: 'data' }, ...others];
}
