import type { Topology } from '@ticketlab/contracts/http/lab';
import { type ServiceName, serviceNames, upstreamNames } from '@ticketlab/contracts/services';
import { type Topic, topics } from '@ticketlab/contracts/topics';
import type { Snapshot } from '../../monitor/snapshot.ts';
import type { Runtime } from './runtime.ts';

type Store = 'postgres' | 'mongo' | 'redis' | 'kafka';

interface Relations {
  calls: ServiceName[];
  stores: Store[];
  publishes: Topic | null;
  consumes: Topic[];
}

/** Who talks to whom, as docs/architecture.md draws it. */
const relations: Record<Exclude<ServiceName, 'api-gateway' | 'lab-controller'>, Relations> = {
  'user-service': {
    calls: ['notification-service'],
    stores: ['postgres', 'redis'],
    publishes: 'user-events',
    consumes: [],
  },
  'event-service': { calls: [], stores: ['mongo', 'redis'], publishes: 'event-notifications', consumes: [] },
  'ticket-service': {
    calls: ['order-service'],
    stores: ['postgres', 'redis'],
    publishes: 'ticket-events',
    consumes: ['event-notifications', 'order-events', 'user-events'],
  },
  'order-service': {
    calls: ['ticket-service', 'payment-service'],
    stores: ['postgres', 'redis'],
    publishes: 'order-events',
    consumes: ['event-notifications', 'payment-events', 'user-events'],
  },
  'payment-service': {
    calls: ['order-service'],
    stores: ['postgres', 'redis'],
    publishes: 'payment-events',
    consumes: ['order-events', 'user-events'],
  },
  'notification-service': {
    calls: ['user-service'],
    stores: ['mongo', 'redis'],
    publishes: null,
    consumes: [...topics],
  },
  'chat-service': {
    calls: ['notification-service', 'user-service'],
    stores: ['mongo', 'redis'],
    publishes: null,
    consumes: ['user-events'],
  },
};

const stores: Store[] = ['postgres', 'mongo', 'redis', 'kafka'];

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
        return { id, kind, ready: row?.ready ?? null, desired: row?.desired ?? null, breaker: row?.breaker ?? null };
      }),
      ...stores.map((id) => {
        const phase = snapshot?.stores.find(({ name }) => name === id)?.phase;
        const ready = phase === undefined ? null : Number(phase === 'ready');
        return { id, kind: 'store' as const, ready, desired: ready === null ? null : 1, breaker: null };
      }),
      ...topics.map((id) => ({ id, kind: 'topic' as const, ready: null, desired: null, breaker: null })),
    ],
    edges: edges(),
  };
}

function edges(): Topology['edges'] {
  const gateway = [...upstreamNames, 'lab-controller'].map((to) => ({
    from: 'api-gateway',
    to,
    kind: 'http' as const,
  }));
  const others = Object.entries(relations).flatMap(([from, { calls, stores: used, publishes, consumes }]) => [
    ...calls.map((to) => ({ from, to, kind: 'http' as const })),
    ...used.map((to) => ({ from, to, kind: 'data' as const })),
    ...(publishes === null ? [] : [{ from, to: publishes, kind: 'publishes' as const }]),
    ...consumes.map((to) => ({ from, to, kind: 'consumes' as const })),
  ]);
  return [...gateway, { from: 'api-gateway', to: 'redis', kind: 'data' }, ...others];
}
