import type { Journey } from '../journey.ts';

const prefixes = ['users', 'events', 'tickets', 'orders', 'payments', 'notifications', 'chat'];

/** Asks every part of the system once whether it is there. */
export const smoke: Journey = {
  needs: [],
  async run({ http }) {
    for (const path of ['/health', '/services/health', ...prefixes.map((prefix) => `/api/${prefix}/health`)]) {
      await http.send({ endpoint: `GET ${path}`, method: 'GET', path });
    }
    return undefined;
  },
};
