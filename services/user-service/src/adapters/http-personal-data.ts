import { personalDataSchema } from '@ticketlab/contracts/internal/operations';
import type { UpstreamName } from '@ticketlab/contracts/services';
import type { HttpClient } from '@ticketlab/service-kit/resilience/http-client';
import type { PersonalDataSource } from '../usecases/export-data.ts';

const keepers: UpstreamName[] = [
  'order-service',
  'payment-service',
  'ticket-service',
  'notification-service',
  'chat-service',
];

/** The services that keep something about people, each asked through a client of its own. */
export function createHttpPersonalData(clientFor: (service: UpstreamName) => HttpClient): PersonalDataSource[] {
  return keepers.map((service) => {
    const client = clientFor(service);
    return {
      service,
      async collect(userId, signal) {
        const { body } = await client.request({
          method: 'GET',
          path: `/internal/users/${userId}/data`,
          schema: { 200: personalDataSchema },
          idempotent: true,
          ...(signal === undefined ? {} : { signal }),
        });
        return body.records;
      },
    };
  });
}
