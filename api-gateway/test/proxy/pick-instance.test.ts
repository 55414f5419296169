import { describe, expect, it } from '@jest/globals';
import type { Instance } from '@ticketlab/service-kit/resilience/discovery';
import { parseCanaries, pickInstance } from '../../src/proxy/pick-instance.ts';

const instance = (id: string, version = '1'): Instance => ({
  service: 'order-service',
  id,
  host: '127.0.0.1',
  port: 1,
  version,
  startedAt: '2026-01-01T00:00:00.000Z',
});
const instances = [instance('a'), instance('b'), instance('c')];

describe('picking an instance', () => {
  it('prefers the one of two with less in flight', () => {
    const load: Record<string, number> = { a: 9, b: 1, c: 9 };
    const picks = Array.from(
      { length: 300 },
      () => pickInstance(instances, ({ id }) => load[id] ?? 0, Math.random)?.id,
    );
    // b loses only when it is not among the two: a third of the time
    expect(picks.filter((id) => id === 'b').length).toBeGreaterThan(150);
  });

  it('leaves out the one that just failed, even if nothing is left', () => {
    const excluded = instance('a');
    for (let i = 0; i < 50; i += 1)
      expect(pickInstance(instances, () => 0, Math.random, undefined, excluded)?.id).not.toBe('a');
    expect(pickInstance([excluded], () => 0, Math.random, undefined, excluded)).toBeUndefined();
  });

  it('gives a canary version its share', () => {
    const fleet = [...instances, instance('new', '2')];
    const canary = { service: 'order-service', version: '2', percent: 20 };
    const picks = Array.from({ length: 2_000 }, () => pickInstance(fleet, () => 0, Math.random, canary)?.id);
    const share = picks.filter((id) => id === 'new').length / picks.length;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  });

  it('says what a canary setting should look like', () => {
    expect(parseCanaries('order-service=2:10, event-service=3:5')).toHaveLength(2);
    expect(() => parseCanaries('order-service:10')).toThrow('for example order-service=1.2.0:10');
    expect(() => parseCanaries('order-service=2:101')).toThrow('service=version:percent');
  });
});
