import { request } from 'undici';
import { awaitInstances } from '../resilience/await-instance.ts';
import type { Discovery } from '../resilience/discovery.ts';

type KnownInstances = Pick<Discovery, 'instances' | 'onChange'>;

const instancePatienceMs = 1_000;

/** Fetches the key set from a fixed URL, or from any instance of user-service. */
export function createJwksLoader(discovery: KnownInstances, url: string | undefined): () => Promise<unknown> {
  return async () => {
    const urls = url === undefined ? await urlsOf(discovery) : [url];
    let failure: unknown = new Error('no instance of user-service is known');
    for (const candidate of urls) {
      try {
        return await fetchJson(candidate);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
}

async function urlsOf(discovery: KnownInstances): Promise<string[]> {
  const instances = await awaitInstances(discovery, 'user-service', instancePatienceMs);
  return instances.map(({ host, port }) => `http://${host}:${port}/.well-known/jwks.json`);
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await request(url, {
    headersTimeout: 2_000,
    bodyTimeout: 2_000,
    signal: AbortSignal.timeout(2_500),
  });
  if (response.statusCode !== 200) {
    await response.body.dump();
    throw new Error(`${url} answered ${response.statusCode}`);
  }
  return response.body.json();
}
