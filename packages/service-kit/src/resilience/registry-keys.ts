import type { Instance } from './discovery.ts';

/** Names of the registry in Redis. */
export const registryIndex = 'discovery:instances';
export const registryChannel = 'discovery:changes';
export const heartbeatMs = 1_000;
export const heartbeatExpiryMs = 5_000;

export function registryKey(instance: Instance): string {
  return `discovery:instance:${instance.service}/${instance.id}`;
}

/** A notice on the channel. */
export interface RegistryChange {
  readonly kind: 'registered' | 'deregistered';
  readonly instance: Instance;
}
