import { createInstance, type Instance, type InstanceDeps } from './instance.ts';
import type { Release, ServicePlan } from './plan.ts';
import type { ServiceState } from './state.ts';

/** All instances of one service, kept at the wished number. */
export interface ServiceGroup {
  readonly plan: ServicePlan;
  /** Sets the wished number; what is too many is drained, what is missing is started. */
  scale(instances: number): void;
  /**
   * Replaces the instances one by one: a new one starts and becomes ready, then an old one drains. Rejects, with the old
   * ones untouched, when a new one does not become ready.
   */
  restart(): Promise<void>;
  /**
   * Replaces the instances by ones of a release, or adds one of it beside them, the canary, which does not count among the
   * wished. Rejects, with the old ones untouched, when a new one does not become ready.
   */
  release(release: Release, asCanary: boolean): Promise<void>;
  /** Ends the canary, or replaces the instances by ones of what was deployed first. */
  rollback(): Promise<void>;
  /** Drains everything; resolves when all processes are gone. */
  stop(): Promise<void>;
  /** Does not wait for the next try of what has crashed. */
  retryNow(): void;
  meter(): void;
  snapshot(): ServiceState;
}

export function createServiceGroup(plan: ServicePlan, deps: InstanceDeps): ServiceGroup {
  const instances = new Map<number, Instance>();
  let desired = 0;
  /** One more than wished while a rolling restart has a newcomer warming up. */
  let surge = 0;
  let rolling: Promise<void> = Promise.resolve();
  /** null: what was deployed. */
  let current: Release | null = null;
  let canary: Instance | null = null;

  /** Without the canary. */
  const staying = () =>
    [...instances.values()].filter((instance) => instance !== canary && instance.phase() !== 'draining');

  const add = (release = current) => {
    let number = 1;
    while (instances.has(number)) number += 1;
    const instance = createInstance(toReleased(plan, release), `${plan.name}-${number}`, deps);
    instances.set(number, instance);
    return instance;
  };

  const remove = (instance: Instance) =>
    instance.drain().then(() => {
      for (const [number, candidate] of instances) if (candidate === instance) instances.delete(number);
    });

  const removeCanary = async () => {
    const leaving = canary;
    canary = null;
    if (leaving !== null) await remove(leaving);
  };

  const reconcile = () => {
    const target = desired === 0 ? 0 : desired + surge;
    if (target === 0) void removeCanary();
    while (staying().length < target) add();
    for (const instance of chooseVictims(staying(), staying().length - target)) void remove(instance);
  };

  const rollOne = async (old: Instance) => {
    if (old.phase() === 'draining') return;
    surge = 1;
    const newcomer = add();
    const failure = await newcomer.firstOutcome;
    surge = 0;
    if (failure !== null) {
      await remove(newcomer);
      reconcile();
      throw new Error(`${newcomer.id} did not become ready: ${failure}`);
    }
    if (staying().length > desired) await remove(old);
    reconcile();
  };

  const rollAll = async () => {
    for (const old of staying()) await rollOne(old);
    deps.report(plan.name, 'rolled', `${desired} instances replaced`);
  };

  const startCanary = async (release: Release) => {
    if (canary !== null) throw new Error(`a canary of ${plan.name} runs already; roll it back first`);
    const newcomer = add(release);
    canary = newcomer;
    const failure = await newcomer.firstOutcome;
    if (failure === null) {
      deps.report(plan.name, 'released', `${release.version} as a canary`);
      return;
    }
    await removeCanary();
    throw new Error(`${newcomer.id} did not become ready: ${failure}`);
  };

  const replaceAll = async (release: Release | null) => {
    const before = current;
    current = release;
    try {
      for (const old of staying()) await rollOne(old);
    } catch (error) {
      current = before;
      throw error;
    }
  };

  const releaseAll = async (release: Release) => {
    await replaceAll(release);
    await removeCanary();
    deps.report(plan.name, 'released', release.version);
  };

  const rollBack = async () => {
    if (canary === null && current === null) return;
    if (canary !== null) await removeCanary();
    else await replaceAll(null);
    deps.report(plan.name, 'rolled-back', current === null ? 'to what was deployed' : `to ${current.version}`);
  };

  /** One such change after the other. */
  const inTurn = (work: () => Promise<void>) => {
    const mine = rolling.then(work);
    rolling = mine.catch(() => undefined);
    return mine;
  };

  return {
    plan,
    scale(wished) {
      if (wished !== desired) deps.report(plan.name, 'scaled', `${desired} -> ${wished}`);
      desired = wished;
      reconcile();
    },
    restart: () => inTurn(rollAll),
    release: (release, asCanary) => inTurn(() => (asCanary ? startCanary(release) : releaseAll(release))),
    rollback: () => inTurn(rollBack),
    async stop() {
      desired = 0;
      await Promise.all([...instances.values()].map(remove));
    },
    retryNow() {
      for (const instance of instances.values()) instance.retryNow();
    },
    meter() {
      for (const instance of instances.values()) instance.meter();
    },
    snapshot: () => ({
      name: plan.name,
      port: plan.port,
      desired,
      memoryLimitBytes: plan.memoryLimitBytes,
      instances: [...instances.values()].map((instance) => instance.snapshot()),
    }),
  };
}

function toReleased(plan: ServicePlan, release: Release | null): ServicePlan {
  if (release === null) return plan;
  return { ...plan, env: { ...plan.env, ...release.settings, APP_VERSION: release.version } };
}

/** Those that serve nobody yet first, then the youngest. `running` is in order of age. */
function chooseVictims(running: Instance[], count: number): Instance[] {
  if (count <= 0) return [];
  const isReady = (instance: Instance) => Number(instance.phase() === 'ready');
  return running
    .toReversed()
    .sort((a, b) => isReady(a) - isReady(b))
    .slice(0, count);
}
