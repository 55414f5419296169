import { describe, expect, it } from '@jest/globals';
import { testEnv } from '@ticketlab/testing/env';
import { parseGatewayConfig } from '../src/config.ts';

const parse = (extra: Record<string, string>) => parseGatewayConfig(testEnv({}, extra));

describe('the configuration', () => {
  it('takes canaries where versions are known, and refuses them where they are not', () => {
    const CANARY = 'order-service=1.2.0:10';
    expect(parse({ CANARY }).CANARY).toEqual([{ service: 'order-service', version: '1.2.0', percent: 10 }]);
    const overDns = { DISCOVERY: 'dns', DISCOVERY_DNS_SUFFIX: '.lab.svc' };
    expect(parse(overDns).CANARY).toEqual([]);
    expect(() => parse({ ...overDns, CANARY })).toThrow(/^CANARY: needs DISCOVERY=registry/);
  });

  it('names what is wrong in addresses and canaries', () => {
    expect(() => parse({ DENY_ADDRESSES: '10.0.0.0/33' })).toThrow(/10\.0\.0\.0\/33/);
    expect(() => parse({ CANARY: 'order-service' })).toThrow(/service=version:percent/);
  });
});
