import type { HistoryPoint, Topology } from '@ticketlab/contracts/http/lab';

const services = ['user', 'event', 'ticket', 'order', 'payment', 'notification', 'chat'].map(
  (name) => `${name}-service`,
);

/** The shape of the real one, with as many instances of each service as wanted. */
export function aTopology(instances = 1): Topology {
  const process = { ready: instances, desired: instances, breaker: null, perSecond: 1 };
  const edge = { perSecond: null, lag: null };
  return {
    runtime: 'local',
    canScale: true,
    nodes: [
      { ...process, id: 'api-gateway', kind: 'gateway' },
      ...services.map((id) => ({ ...process, id, kind: 'service' as const, breaker: 'closed' as const })),
      ...['postgres', 'redis'].map((id) => ({ ...process, id, kind: 'store' as const, ready: 1, desired: 1 })),
      { ...process, id: 'order-events', kind: 'topic', ready: null, desired: null },
    ],
    edges: [
      ...services.map((to) => ({ ...edge, from: 'api-gateway', to, kind: 'http' as const })),
      ...services.map((from) => ({ ...edge, from, to: 'postgres', kind: 'data' as const })),
      { ...edge, from: 'order-service', to: 'ticket-service', kind: 'http' },
      { ...edge, from: 'order-service', to: 'order-events', kind: 'publishes' },
      { ...edge, from: 'ticket-service', to: 'order-events', kind: 'consumes', lag: 0 },
    ],
  };
}

type Row = HistoryPoint['services'][number];

export function aPoint(rows: Record<string, Partial<Row>> = {}): HistoryPoint {
  const row: Omit<Row, 'service'> = {
    ...{ ready: 1, desired: 1, cpuMillicores: 10, memoryBytes: 60_000_000, requestsPerSecond: 2 },
    ...{ p95Ms: 12, errorPercent: 0, breaker: 'closed' },
  };
  return {
    at: '2026-11-21T20:00:00.000Z',
    services: ['api-gateway', ...services].map((service) => ({ service, ...row, ...rows[service] })),
    ...{ outboxPending: 0, consumerLag: 0, deadLetters: 0, invariantViolations: 0 },
  };
}
