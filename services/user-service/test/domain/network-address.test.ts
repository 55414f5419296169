import { describe, expect, it } from '@jest/globals';
import { clientAddress, createAddressRanges, toNetworkAddress } from '../../src/domain/network-address.ts';

const gateway = createAddressRanges(['10.0.0.0/8', 'fc00::/7']);

describe('the address of the client', () => {
  it.each([
    ['is the one that the gateway names', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['also over a socket for both versions', '::ffff:10.1.2.3', '::ffff:203.0.113.9', '203.0.113.9'],
    ['also of version 6', 'fd00::1', '2001:db8::5', '2001:db8::5'],
    ['is the caller’s own, whatever a stranger claims', '192.0.2.1', '203.0.113.9', '192.0.2.1'],
    ['is the gateway’s when it names none', '10.1.2.3', undefined, '10.1.2.3'],
    ['is the gateway’s when what it names is no address', '10.1.2.3', 'unknown', '10.1.2.3'],
  ])('%s', (_what, peer, forwarded, expected) => {
    expect(clientAddress(peer, forwarded, gateway)).toBe(expected);
  });

  it.each(['10.0.0.0', 'ten/8', '10.0.0.0/x'])('is not looked for in %s', (cidr) => {
    expect(() => createAddressRanges([cidr])).toThrow('not a CIDR');
  });
});

describe('the network that attempts are counted under', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7::/64'],
    ['2001:DB8::7:1:2:3:4', '2001:db8:0:7::/64'],
    ['2001:db8:0:7::', '2001:db8:0:7::/64'],
    ['2001:0db8:0000:0007::1', '2001:db8:0:7::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (ip, expected) => {
    expect(toNetworkAddress(ip)).toBe(expected);
  });
});
