import type { ServiceName } from '@ticketlab/contracts/services';
import type { Discovery, Instance } from './discovery.ts';

/** The instances of a service, waiting up to `patienceMs` for the first to become known. */
export async function awaitInstances(
  discovery: Pick<Discovery, 'instances' | 'onChange'>,
  service: ServiceName,
  patienceMs: number,
): Promise<readonly Instance[]> {
  const known = discovery.instances(service);
  if (known.length > 0) return known;
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const timer = setTimeout(resolve, patienceMs);
  const forget = discovery.onChange((changed) => {
    if (changed === service) resolve(undefined);
  });
  await promise;
  clearTimeout(timer);
  forget();
  return discovery.instances(service);
}
