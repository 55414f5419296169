import type { AutoscalerSettings } from '@ticketlab/contracts/http/autoscaler';
import type { StartFault } from '@ticketlab/contracts/http/faults';
import type { ExerciseWorld } from '../../exercises/world.ts';
import type { InstanceState, LabEvent } from '../../supervisor/state.ts';

export interface TestWorld extends ExerciseWorld {
  inForce: Map<string, StartFault>;
  sizes: Record<string, number>;
  /** What else was asked for, in order. */
  done: string[];
  /** Of every answer. */
  status: number;
  /** Why no fault can be started. */
  refuse: string | null;
  shopping: boolean;
  deadLetters: string[];
  /** Lets time pass. */
  pass(ms: number): void;
}

const instance = (id: string): InstanceState => ({
  id,
  phase: 'ready',
  pid: 1,
  port: 1,
  startedAt: null,
  readyAt: new Date(0).toISOString(),
  restarts: 0,
  reason: null,
  retryAt: null,
  usage: null,
});

/** A lab that only remembers: for the engine's own rules. The exercises themselves are tested on a real one. */
export function createTestWorld(): TestWorld {
  const events: LabEvent[] = [];
  let settings: AutoscalerSettings = { enabled: false, syncPeriodSeconds: 15, timeScale: 1, off: [] };
  let now = Date.parse('2026-01-01T12:00:00.000Z');
  const note = (text: string) => {
    world.done.push(text);
    return Promise.resolve();
  };
  const unused = () => Promise.reject(new Error('not asked for here'));

  const world: TestWorld = {
    inForce: new Map(),
    sizes: { 'order-service': 1, 'event-service': 1 },
    done: [],
    status: 500,
    refuse: null,
    shopping: false,
    deadLetters: [],
    runtime: {
      state: () =>
        Promise.resolve({
          pid: 1,
          startedAt: '',
          portOffset: 0,
          phase: 'ready',
          stores: [],
          services: Object.entries(world.sizes).map(([name, desired]) => ({
            name,
            port: 1,
            desired,
            memoryLimitBytes: 1,
            instances: Array.from({ length: desired }, (_, index) => instance(`${name}-${index + 1}`)),
          })),
          events,
        }),
      scale(service, instances) {
        const detail = `${world.sizes[service] ?? 0} -> ${instances}`;
        events.push({ at: new Date(now).toISOString(), subject: service, type: 'scaled', detail });
        world.sizes[service] = instances;
        return Promise.resolve();
      },
      release: (service, { version }) => note(`release ${service} ${version}`),
      rollback: (service) => note(`rollback ${service}`),
    },
    faults: {
      start(wish) {
        if (world.refuse !== null) return Promise.reject(new Error(world.refuse));
        const id = `fault-${world.inForce.size + 1}`;
        world.inForce.set(id, wish);
        return Promise.resolve(id);
      },
      renew(id, ttlSeconds) {
        const fault = world.inForce.get(id);
        if (fault !== undefined) world.inForce.set(id, { ...fault, ttlSeconds });
        return Promise.resolve();
      },
      ids: () => Promise.resolve([...world.inForce.keys()]),
      remove(id) {
        world.inForce.delete(id);
        return Promise.resolve();
      },
    },
    autoscaler: {
      set: (change) => void (settings = { ...settings, ...change } as AutoscalerSettings),
      status: () => ({ settings, lastDecisionAt: null, nextDecisionAt: '', problem: null, services: [] }),
      timeline: () => [],
    },
    manifests: {
      change: (service) => void world.done.push(`manifest ${service}`),
      remove: (service) => void world.done.push(`manifest ${service} removed`),
    },
    look: unused,
    request: () => Promise.resolve({ status: world.status, ms: 1, stale: false }),
    dependencies: () => Promise.resolve([]),
    anyEvent: () => Promise.resolve('an-event'),
    buy: unused,
    pay: unused,
    violations: () => Promise.resolve([]),
    loadReports: () => Promise.resolve([]),
    shoppers(on) {
      world.shopping = on;
      return note(`shoppers ${on}`);
    },
    shoppersOn: () => world.shopping,
    deadLetterIds: () => Promise.resolve([...world.deadLetters]),
    replayDeadLetters: (except) =>
      note(['replayed', ...world.deadLetters.filter((id) => !except.includes(id))].join(' ')),
    clock: () => (now += 1_000),
    pass: (ms) => void (now += ms),
  };
  return world;
}
