/** Every process of the system: its name, documented port (before PORT_OFFSET) and public route prefix. */
export const serviceTable = {
  'api-gateway': { port: 8080, prefix: null },
  'user-service': { port: 8081, prefix: 'users' },
  'event-service': { port: 8082, prefix: 'events' },
  'ticket-service': { port: 8083, prefix: 'tickets' },
  'order-service': { port: 8084, prefix: 'orders' },
  'payment-service': { port: 8085, prefix: 'payments' },
  'notification-service': { port: 8086, prefix: 'notifications' },
  'chat-service': { port: 8087, prefix: 'chat' },
  'lab-controller': { port: 8090, prefix: 'lab' },
} as const satisfies Record<string, { port: number; prefix: string | null }>;

export type ServiceName = keyof typeof serviceTable;

export const serviceNames = Object.keys(serviceTable) as ServiceName[];

/** The seven services that the gateway proxies to, in the order in which they start. */
export const upstreamNames = [
  'user-service',
  'event-service',
  'ticket-service',
  'order-service',
  'payment-service',
  'notification-service',
  'chat-service',
] as const satisfies ServiceName[];

export type UpstreamName = (typeof upstreamNames)[number];

/** Documented ports of the portals, before PORT_OFFSET. */
export const portalPorts = { 'user-portal': 3000, 'admin-portal': 3001 } as const;

export type PortalName = keyof typeof portalPorts;

export const portalNames = Object.keys(portalPorts) as PortalName[];

/** Documented ports of the stores, before PORT_OFFSET. */
export const storePorts = { postgres: 15432, redis: 16379, kafka: 19092, mongo: 27117 } as const;

export function isPortalName(value: string): value is PortalName {
  return Object.hasOwn(portalPorts, value);
}

export function isServiceName(value: string): value is ServiceName {
  return Object.hasOwn(serviceTable, value);
}
