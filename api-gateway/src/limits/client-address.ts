import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/**
 * The address of the client. `X-Forwarded-For` counts only as far as its hops are trusted proxies; the first hop from
 * the right that is not trusted is the client.
 * @param trusted CIDRs or addresses of the proxies in front (TRUSTED_PROXIES)
 */
export function createClientAddress(trusted: string[]): (req: IncomingMessage) => string {
  if (trusted.length === 0) return (req) => plain(req.socket.remoteAddress);
  const trust = proxyAddr.compile(trusted);
  return (req) => {
    if (req.headers['x-forwarded-for'] === undefined) return plain(req.socket.remoteAddress);
    return plain(proxyAddr(req, trust));
  };
}

/** What limits count by: an IPv6 customer has a whole /64 of addresses, so that counts as one. */
export function toLimitKey(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = address.includes('::') ? [...left, ...zeros, ...right] : left;
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** An IPv4 address seen through a dual-stack socket is the same client. */
function plain(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
