import { BlockList, isIP, isIPv6 } from 'node:net';

export interface AddressRanges {
  includes(ip: string): boolean;
}

/** @throws {Error} naming what is not a CIDR */
export function createAddressRanges(cidrs: readonly string[]): AddressRanges {
  const ranges = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', bits = ''] = cidr.split('/');
    const version = isIP(network);
    if (version === 0 || !/^\d+$/.test(bits)) throw new Error(`${cidr} is not a CIDR`);
    ranges.addSubnet(network, Number(bits), version === 6 ? 'ipv6' : 'ipv4');
  }
  return { includes: (ip) => isIP(ip) !== 0 && ranges.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4') };
}

/** The client's address: the one that the gateway names, if the gateway is the caller; else the caller's. */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  gateway: AddressRanges,
): string {
  const caller = toIPv4(peer ?? '');
  const named = forwardedFor?.trim() ?? '';
  return isIP(named) !== 0 && gateway.includes(caller) ? toIPv4(named) : caller;
}

/**
 * What attempts from an address are counted under: an IPv4 address itself, the /64 of an IPv6 address, because one
 * subscriber has all of it.
 */
export function toNetworkAddress(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = (ip.split('%')[0] ?? ip).toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}

/** An IPv4 address seen through a socket for both versions. */
function toIPv4(ip: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip;
}
