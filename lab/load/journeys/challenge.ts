import type { JourneyInput } from '../journeys.ts';

/**
 * One call of a challenge endpoint. Parameters: `service` (route prefix, or `gateway`), `challenge`
 * (cpu-intensive, memory-intensive, error-simulation, latency); all others go into the query.
 */
export async function challenge({ http, params }: JourneyInput): Promise<void> {
  const { service = 'users', challenge: name = 'cpu-intensive', ...rest } = params;
  const path = `/api/${service}/challenge/${name}`;
  const query = new URLSearchParams(Object.entries(rest).map(([key, value]): [string, string] => [key, String(value)]));
  await http.send({ endpoint: `GET ${path}`, method: 'GET', path: `${path}?${query.toString()}` });
}
