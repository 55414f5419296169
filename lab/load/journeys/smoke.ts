import type { JourneyInput } from '../journeys.ts';

/** Asks every part of the system once whether it is there. */
export async function smoke({ http }: JourneyInput): Promise<void> {
  await http.send({ endpoint: 'GET /health', method: 'GET', path: '/health' });
  await http.send({ endpoint: 'GET /services/health', method: 'GET', path: '/services/health' });
  for (const prefix of ['users', 'events', 'tickets', 'orders', 'payments', 'notifications', 'chat']) {
    const path = `/api/${prefix}/health`;
    await http.send({ endpoint: `GET ${path}`, method: 'GET', path });
  }
}
