import { Resolver } from 'node:dns/promises';
import { serviceTable, type ServiceName } from '@ticketlab/contracts/services';
import type { Logger } from '../telemetry/logger.ts';
import type { Discovery, Instance } from './discovery.ts';
import { createInstanceTable } from './instance-table.ts';

const resolveEveryMs = 1_000;

/** The IPv4 addresses behind a name. */
export type ResolveAddresses = (name: string) => Promise<string[]>;

/**
 * Discovery from the A records of `<service><suffix>` (a headless Service), at the documented ports. A service is
 * resolved from the first time somebody asks for it, then every second; failures leave the last known addresses.
 */
export function createDnsDiscovery(options: {
  suffix: string;
  log: Logger;
  resolve?: ResolveAddresses;
  everyMs?: number;
}): Discovery {
  const resolver = new Resolver({ timeout: 900, tries: 1 });
  const resolve = options.resolve ?? ((name: string) => resolver.resolve4(name));
  const table = createInstanceTable();
  const watched = new Map<ServiceName, Promise<void>>();
  let failing = false;

  async function refresh(service: ServiceName): Promise<void> {
    try {
      const addresses = await resolve(`${service}${options.suffix}`);
      if (addresses.length > 0)
        table.replace(
          service,
          addresses.map((address) => toInstance(service, address)),
        );
      failing = false;
    } catch (error) {
      if (!failing)
        options.log.warn({ err: error, upstream: service }, 'name lookup failed, last known addresses stay');
      failing = true;
    }
  }

  function watch(service: ServiceName): void {
    if (!watched.has(service)) watched.set(service, refresh(service));
  }

  const timer = setInterval(() => {
    for (const service of watched.keys()) void refresh(service);
  }, options.everyMs ?? resolveEveryMs);

  return {
    instances(service) {
      watch(service);
      return table.list(service);
    },
    onChange: (listener) => table.onChange(listener),
    reportFailure: (instance) => table.quarantine(instance),
    async start() {
      await Promise.all(watched.values());
    },
    close() {
      clearInterval(timer);
      resolver.cancel();
    },
  };
}

function toInstance(service: ServiceName, address: string): Instance {
  return { service, id: address, host: address, port: serviceTable[service].port, version: '', startedAt: '' };
}
