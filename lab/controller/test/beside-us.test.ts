import { describe, expect, it } from '@jest/globals';
import type { InstancePhase, LabState } from '../../supervisor/state.ts';
import { besideUs } from '../src/beside-us.ts';
import type { Runtime } from '../src/runtime.ts';

/** A supervisor whose replacing ends when the test says so. */
function createSlowRuntime() {
  const replacing = Promise.withResolvers<undefined>();
  let phases: InstancePhase[] = ['ready'];
  const state = () =>
    ['api-gateway', 'order-service'].map((name) => ({ name, instances: phases.map((phase) => ({ phase })) }));
  const runtime = {
    state: () => Promise.resolve({ services: state() } as LabState),
    restart: () => replacing.promise,
    rollback: () => replacing.promise,
    release: () => replacing.promise,
  } as unknown as Runtime;
  return {
    runtime: besideUs(runtime),
    startsDraining: () => void (phases = ['ready', 'draining']),
    ends: () => replacing.resolve(undefined),
    fails: () => replacing.reject(new Error('not ready within 30 s')),
  };
}

const isSettled = (work: Promise<void>) =>
  Promise.race([work.then(() => true), new Promise<boolean>((resolve) => void setTimeout(() => resolve(false), 250))]);

describe('replacing the gateway through which one is asked', () => {
  it.each(['restart', 'rollback'] as const)('%s does not wait for the end of the old instances', async (what) => {
    const slow = createSlowRuntime();
    const replaced = slow.runtime[what]('api-gateway');
    expect(await isSettled(replaced)).toBe(false);
    slow.startsDraining();
    await replaced;
    slow.ends();
  });

  it('says when the new ones do not become ready', async () => {
    const slow = createSlowRuntime();
    const replaced = slow.runtime.restart('api-gateway');
    slow.fails();
    await expect(replaced).rejects.toThrow('not ready within 30 s');
  });

  it('waits for all of it where somebody else is replaced', async () => {
    const slow = createSlowRuntime();
    slow.startsDraining();
    const replaced = slow.runtime.restart('order-service');
    expect(await isSettled(replaced)).toBe(false);
    slow.ends();
    await replaced;
  });
});
