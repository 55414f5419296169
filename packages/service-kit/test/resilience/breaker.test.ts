import { describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { type BreakerState, BreakerOpenError, createBreaker, type Verdict } from '../../src/resilience/breaker.ts';

function createTestBreaker(resetMs = 60_000) {
  const settings = { minimumFailures: 5, failureRatio: 0.25, windowMs: 10_000, resetMs };
  const breaker = createBreaker('ticket-service', settings);
  const states: BreakerState[] = [];
  breaker.onChange(({ state }) => states.push(state));
  const call = (verdict: Verdict, times = 1) => {
    for (let i = 0; i < times; i++) breaker.admit()(verdict);
  };
  const state = () => breaker.snapshot().state;
  const halfOpen = () => eventually(() => expect(state()).toBe('half-open'));
  return { breaker, states, state, call, halfOpen };
}

describe('createBreaker', () => {
  it('opens at the fifth failure, and then refuses', () => {
    const { breaker, states, state, call } = createTestBreaker();
    call('failed', 4);
    expect(state()).toBe('closed');
    call('failed');
    expect(breaker.snapshot()).toMatchObject({ state: 'open', failures: 5, calls: 5 });
    expect(() => breaker.admit()).toThrow(BreakerOpenError);
    expect((breaker.snapshot().retryAt ?? 0) - Date.now()).toBeGreaterThan(55_000);
    expect(states).toEqual(['open']);
    breaker.close();
  });

  it('does not mind five failures among many calls, but a quarter of them', () => {
    const { breaker, state, call } = createTestBreaker();
    call('answered', 40);
    call('failed', 13);
    expect(state()).toBe('closed');
    call('failed');
    expect(state()).toBe('open');
    breaker.close();
  });

  it('never counts what tells nothing about the upstream', () => {
    const { breaker, state, call } = createTestBreaker();
    call('nothing', 20);
    expect(breaker.snapshot()).toEqual({ state: 'closed', retryAt: null, failures: 0, calls: 0 });
    call('failed', 5);
    expect(state()).toBe('open');
    breaker.close();
  });

  it('gives the place of a trial that tells nothing to the next call, at once and once', async () => {
    const { breaker, states, state, call, halfOpen } = createTestBreaker(20);
    call('failed', 5);
    await halfOpen();
    const settleGivenUp = breaker.admit();
    settleGivenUp('nothing');
    expect([state(), breaker.probing]).toEqual(['half-open', false]);
    const settleTrial = breaker.admit();
    expect(() => breaker.admit()).toThrow(BreakerOpenError);
    settleGivenUp('failed');
    expect([state(), breaker.probing]).toEqual(['half-open', true]);
    settleTrial('answered');
    expect(states).toEqual(['open', 'half-open', 'closed']);
    breaker.close();
  });

  it('does not let calls from before it opened decide anything', async () => {
    const { breaker, state, call, halfOpen } = createTestBreaker(20);
    const settleLate = breaker.admit();
    call('failed', 5);
    await halfOpen();
    settleLate('answered');
    expect(state()).toBe('half-open');
    const settleTrial = breaker.admit();
    settleLate('failed');
    expect(breaker.probing).toBe(true);
    settleTrial('answered');
    expect(state()).toBe('closed');
    breaker.close();
  });

  it('lets one trial through when half-open: a failure opens it again, a success closes it with a clean slate', async () => {
    const { breaker, states, state, call, halfOpen } = createTestBreaker(20);
    call('failed', 5);
    await halfOpen();
    expect(breaker.probing).toBe(false);
    const settleTrial = breaker.admit();
    expect(breaker.probing).toBe(true);
    expect(() => breaker.admit()).toThrow(BreakerOpenError);
    settleTrial('failed');
    expect(state()).toBe('open');
    await halfOpen();
    call('answered');
    expect(breaker.snapshot()).toEqual({ state: 'closed', retryAt: null, failures: 0, calls: 0 });
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
    breaker.close();
  });

  it('refuses once it is closed down, also when a trial was due', async () => {
    const { breaker, call, halfOpen } = createTestBreaker(20);
    call('failed', 5);
    await halfOpen();
    breaker.close();
    expect(() => breaker.admit()).toThrow(BreakerOpenError);
  });
});
