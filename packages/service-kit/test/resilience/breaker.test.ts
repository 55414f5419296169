import { describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { type BreakerState, BreakerOpenError, createBreaker } from '../../src/resilience/breaker.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

class Neutral extends Error {}
class Answer extends Error {}

function createTestBreaker(resetAfterMs = 60_000) {
  const log = createLogger({ service: 'test', instance: 'test', level: 'silent' });
  const breaker = createBreaker({ log, metrics: createMetrics('test', 'test') }, 'ticket-service', {
    resetAfterMs,
    judge: (error) => (error instanceof Answer ? 'answered' : error instanceof Neutral ? 'nothing' : 'failed'),
  });
  const states: BreakerState[] = [];
  breaker.onStateChange((state) => states.push(state));
  const succeed = () => breaker.fire(() => Promise.resolve('ok'));
  const fail = (error: Error = new Error('down')) => breaker.fire(() => Promise.reject(error)).catch((e: unknown) => e);
  return { breaker, states, succeed, fail };
}

describe('createBreaker', () => {
  it('opens at the fifth failure, and then refuses without calling', async () => {
    const { breaker, states, succeed, fail } = createTestBreaker();
    for (let i = 0; i < 4; i++) await fail();
    expect(breaker.state).toBe('closed');
    await fail();
    expect([breaker.state, breaker.failures, breaker.calls]).toEqual(['open', 5, 5]);
    await expect(succeed()).rejects.toBeInstanceOf(BreakerOpenError);
    expect((breaker.retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(55_000);
    expect(states).toEqual(['open']);
    breaker.close();
  });

  it('does not mind five failures among many calls, but a quarter of them', async () => {
    const { breaker, succeed, fail } = createTestBreaker();
    for (let i = 0; i < 40; i++) await succeed();
    for (let i = 0; i < 13; i++) await fail();
    expect(breaker.state).toBe('closed');
    await fail();
    expect(breaker.state).toBe('open');
    breaker.close();
  });

  it('never counts what is not the upstream’s failure', async () => {
    const { breaker, fail } = createTestBreaker();
    for (let i = 0; i < 20; i++) expect(await fail(new Neutral())).toBeInstanceOf(Neutral);
    expect([breaker.state, breaker.failures, breaker.calls]).toEqual(['closed', 0, 0]);
    for (let i = 0; i < 5; i++) await fail();
    expect(breaker.state).toBe('open');
    breaker.close();
  });

  it('takes a trial that tells nothing for none, and an answer that the caller cannot use for a good one', async () => {
    const { breaker, states, fail } = createTestBreaker(20);
    for (let i = 0; i < 5; i++) await fail();
    const halfOpen = () => eventually(() => expect(breaker.state).toBe('half-open'));
    await halfOpen();
    await fail(new Neutral());
    expect(breaker.state).toBe('open');
    await halfOpen();
    expect(await fail(new Answer())).toBeInstanceOf(Answer);
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
    breaker.close();
  });

  it('does not let calls from before it opened decide anything', async () => {
    const { breaker, fail } = createTestBreaker(20);
    const late = Promise.withResolvers<string>();
    const call = breaker.fire(() => late.promise);
    for (let i = 0; i < 5; i++) await fail();
    await eventually(() => expect(breaker.state).toBe('half-open'));
    late.resolve('late');
    expect(await call).toBe('late');
    expect(breaker.state).toBe('half-open');
    breaker.close();
  });

  it('lets one trial through when half-open: a failure opens it again, a success closes it', async () => {
    const { breaker, states, succeed, fail } = createTestBreaker(20);
    for (let i = 0; i < 5; i++) await fail();
    const halfOpen = () =>
      eventually(() => {
        expect(breaker.state).toBe('half-open');
      });
    await halfOpen();
    const trial = Promise.withResolvers<string>();
    const first = breaker.fire(() => trial.promise);
    await expect(succeed()).rejects.toBeInstanceOf(BreakerOpenError);
    trial.reject(new Error('still down'));
    await expect(first).rejects.toThrow('still down');
    expect(breaker.state).toBe('open');
    await halfOpen();
    await succeed();
    expect(breaker.state).toBe('closed');
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
    breaker.close();
  });
});
