import { BlockList, isIP } from 'node:net';

/** Parses `10.0.0.0/8` or a plain address; throws with what would be right. */
export function parseCidr(text: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } {
  const [address = '', prefixText] = text.trim().split('/');
  const version = isIP(address);
  const bits = version === 6 ? 128 : 32;
  const prefix = prefixText === undefined ? bits : Number(prefixText);
  if (version === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > bits) {
    throw new Error(`"${text}" is not an address or CIDR such as 192.0.2.0/24 or 2001:db8::/32`);
  }
  return { address, prefix, family: version === 6 ? 'ipv6' : 'ipv4' };
}

function toBlockList(cidrs: string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const { address, prefix, family } = parseCidr(cidr);
    list.addSubnet(address, prefix, family);
  }
  return list;
}

/** True when an address may use the gateway: not on the deny list and, where there is an allow list, on that. */
export function createIpFilter(allow: string[], deny: string[]): (address: string) => boolean {
  if (allow.length === 0 && deny.length === 0) return () => true;
  const allowed = toBlockList(allow);
  const denied = toBlockList(deny);
  return (address) => {
    const version = isIP(address);
    if (version === 0) return false;
    const family = version === 6 ? 'ipv6' : 'ipv4';
    if (denied.check(address, family)) return false;
    return allow.length === 0 || allowed.check(address, family);
  };
}
