import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceName } from '@ticketlab/contracts/services';
import { createRedis, waitForRedis } from '@ticketlab/service-kit/redis/connect';
import { startRegistration } from '@ticketlab/service-kit/resilience/registration';

/** Makes a listening server of the test's own known to the gateway, under the names of services. */
export async function announce(
  redisUrl: string,
  server: Server,
  services: readonly ServiceName[],
): Promise<{ close(): Promise<void> }> {
  const redis = createRedis(redisUrl, 'announce');
  if (!(await waitForRedis(redis, 5_000))) throw new Error(`no Redis at ${redisUrl}`);
  const { port } = server.address() as AddressInfo;
  const startedAt = new Date().toISOString();
  const registrations = services.map((service) =>
    startRegistration(redis, { service, id: 'own', host: '127.0.0.1', port, version: 'test', startedAt }),
  );
  return {
    async close() {
      await Promise.all(registrations.map((registration) => registration.deregister()));
      redis.disconnect();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
