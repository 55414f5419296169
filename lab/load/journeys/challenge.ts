import type { Journey } from '../journey.ts';

/**
 * One call of a challenge endpoint. Parameters: `service` (route prefix), `challenge` (cpu-intensive, memory-intensive,
 * error-simulation, latency); all others go into the query.
 */
export const challenge: Journey = {
  needs: [],
  async run({ http, params }) {
    const { service = 'users', challenge: name = 'cpu-intensive', ...rest } = params;
    const path = `/api/${encodeURIComponent(service)}/challenge/${encodeURIComponent(name)}`;
    const query = Object.entries(rest).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
    await http.send({ endpoint: `GET ${path}`, method: 'GET', path: `${path}?${query.join('&')}` });
    return undefined;
  },
};
