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

/** An IPv4 address seen through a dual-stack socket is the same client. */
function plain(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
