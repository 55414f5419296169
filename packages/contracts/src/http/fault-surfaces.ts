import { topics, type Topic } from '../topics.ts';
import type { FaultService } from './faults.ts';

/** What a service has that a fault can hit. */
export const faultSurfaces: Record<
  FaultService,
  { readonly database: 'postgres' | 'mongodb' | null; readonly consumes: readonly Topic[] }
> = {
  'api-gateway': { database: null, consumes: [] },
  'user-service': { database: 'postgres', consumes: [] },
  'event-service': { database: 'mongodb', consumes: [] },
  'ticket-service': { database: 'postgres', consumes: ['user-events', 'event-notifications', 'order-events'] },
  'order-service': { database: 'postgres', consumes: ['user-events', 'event-notifications', 'payment-events'] },
  'payment-service': { database: 'postgres', consumes: ['user-events', 'order-events'] },
  'notification-service': { database: 'mongodb', consumes: topics },
  'chat-service': { database: 'mongodb', consumes: ['user-events'] },
};

/** The value of `topic` that means every topic the service consumes. */
export const everyTopic = 'all';
/** The value of `store` that means the service's own PostgreSQL or MongoDB. */
export const ownStore = 'own';
