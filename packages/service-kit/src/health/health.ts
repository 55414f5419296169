import type { Health } from '@ticketlab/contracts/http/health';
import type { Metrics } from '../telemetry/metrics.ts';
import { createUsageMeter, type UsageLimits } from './usage.ts';

type Check = () => Promise<void>;
type Dependency = Health['dependencies'][number];

/** Readiness and the detailed health of one instance. */
export interface HealthState {
  /** The instance is ready only while `check` resolves within 200 ms: its own datastore, nobody else's. */
  addReadiness(name: string, check: Check): void;
  /** Shown in /health, and marks the service degraded when down; readiness does not depend on it. */
  addDependency(name: string, check: Check): void;
  /** Why the instance is not ready; empty when it is. */
  unreadiness(): Promise<string[]>;
  report(): Promise<Pick<Health, 'status' | 'dependencies' | 'usage'>>;
  markStarted(): void;
  markDraining(): void;
  readonly draining: boolean;
  close(): void;
}

const readinessMs = 200;
const dependencyMs = 500;

export function createHealth(metrics: Metrics, limits?: UsageLimits): HealthState {
  const readiness = new Map<string, Check>();
  const dependencies = new Map<string, Check>();
  const usage = createUsageMeter(metrics, limits);
  let started = false;
  let draining = false;

  async function unreadiness(): Promise<string[]> {
    const reasons: string[] = [];
    if (!started) reasons.push('still starting');
    if (draining) reasons.push('draining');
    const results = await Promise.all([...readiness].map(([name, check]) => probe(name, check, readinessMs)));
    for (const { name, status, detail } of results) {
      if (status === 'down') reasons.push(`${name}: ${detail ?? 'down'}`);
    }
    return reasons;
  }

  async function report() {
    const own = [...readiness].map(([name, check]) => probe(name, check, readinessMs));
    const others = [...dependencies].map(([name, check]) => probe(name, check, dependencyMs));
    const [owned, rest] = [await Promise.all(own), await Promise.all(others)];
    const isDown = !started || owned.some(({ status }) => status === 'down');
    const isDegraded = draining || rest.some(({ status }) => status === 'down');
    const status = isDown ? ('down' as const) : isDegraded ? ('degraded' as const) : ('up' as const);
    return { status, dependencies: [...owned, ...rest], usage: await usage.read() };
  }

  return {
    addReadiness: (name, check) => void readiness.set(name, check),
    addDependency: (name, check) => void dependencies.set(name, check),
    unreadiness,
    report,
    markStarted() {
      started = true;
    },
    markDraining() {
      draining = true;
    },
    get draining() {
      return draining;
    },
    close: () => usage.close(),
  };
}

async function probe(name: string, check: Check, patienceMs: number): Promise<Dependency> {
  const startedAt = performance.now();
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`no answer within ${patienceMs} ms`));
  }, patienceMs);
  try {
    await Promise.race([check(), timeout]);
    return { name, status: 'up', latencyMs: Math.round((performance.now() - startedAt) * 10) / 10, detail: null };
  } catch (error) {
    return { name, status: 'down', latencyMs: null, detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
