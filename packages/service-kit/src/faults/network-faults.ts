import { ownStore } from '@ticketlab/contracts/http/fault-surfaces';
import type { FaultTarget } from '@ticketlab/contracts/http/faults';
import { isServiceName, type ServiceName } from '@ticketlab/contracts/services';
import type { Discovery, Instance } from '../resilience/discovery.ts';
import type { ActiveFault } from './active-fault.ts';
import { inRhythm } from './rhythm.ts';
import { blockConnections, type Destination } from './socket-guard.ts';

export type StoreName = 'postgres' | 'mongodb' | 'redis';

type Endpoint = Pick<Destination, 'host' | 'port'>;

const defaultPorts: Record<StoreName, number> = { postgres: 5432, mongodb: 27017, redis: 6379 };

export interface NetworkFaults {
  /** Tells where a store of this process is. */
  readonly addStore: (store: StoreName, url: string) => void;
  readonly datastoreDown: (active: ActiveFault) => void;
  /** Each side cuts its own connections to the other. */
  readonly partition: (active: ActiveFault) => void;
}

/** LAB: takes connections away, as a store that dies or a network that is cut does. */
export function createNetworkFaults(me: {
  service: ServiceName;
  discovery: Pick<Discovery, 'instances'>;
}): NetworkFaults {
  const stores = new Map<StoreName, Endpoint[]>();

  function endpointsOf(store: string): Endpoint[] {
    if (store === ownStore) return stores.get('postgres') ?? stores.get('mongodb') ?? [];
    return stores.get(store as StoreName) ?? [];
  }

  return {
    addStore(store, url) {
      stores.set(store, parseEndpoints(url, defaultPorts[store]));
    },

    datastoreDown(active) {
      const endpoints = endpointsOf(active.text('store'));
      inRhythm(active, () => blockConnections((destination) => endpoints.some(isAt(destination)), 'ECONNREFUSED'));
    },

    partition(active) {
      const { service, instance } = otherSide(me.service, active.fault.target, active.text('peer'));
      if (!isServiceName(service)) return;
      // an instance that refuses connections leaves discovery for a while, but it stays the other side
      const seen = new Map<string, Instance>();
      const isOther = (destination: Destination) => {
        for (const found of me.discovery.instances(service)) {
          if (instance === undefined || instance === found.id) seen.set(found.id, found);
        }
        return seen.values().some(isAt(destination));
      };
      inRhythm(active, () => blockConnections(isOther, 'EHOSTUNREACH'));
    },
  };
}

/** Whom this process may not reach: the peer, or as the peer itself, the target. */
function otherSide(me: ServiceName, target: FaultTarget, peer: string): { service: string; instance?: string } {
  if (target.service === me) return { service: peer };
  return target.instance === undefined
    ? { service: target.service }
    : { service: target.service, instance: target.instance };
}

function isAt(destination: Destination): (endpoint: Endpoint) => boolean {
  return ({ host, port }) => port === destination.port && (host === destination.host || host === destination.address);
}

/** `mongodb://user:password@a:27017,b:27017/name?options` -> its hosts. */
export function parseEndpoints(url: string, defaultPort: number): Endpoint[] {
  const authority = /^\w+:\/\/(?:[^@/]*@)?([^/?]*)/.exec(url)?.[1] ?? '';
  return authority.split(',').flatMap((part) => {
    const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(part) ?? [];
    if (host === undefined || host === '') return [];
    return [{ host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? defaultPort : Number(port) }];
  });
}
