import { topics } from '../topics.ts';
import { everyTopic, faultSurfaces, ownStore } from './fault-surfaces.ts';
import {
  type FaultKindEntry,
  type FaultKind,
  type FaultParameters,
  type FaultParameterSpec,
  faultServices,
} from './faults.ts';

export const alwaysSpared = ['/healthz', '/readyz', '/health', '/info', '/metrics', '/api/lab/**'];

const number = (unit: string, min: number, max: number, meaning: string): FaultParameterSpec => ({
  ...{ unit, min, max, choices: null, required: false, meaning },
});
const choice = (choices: readonly string[], meaning: string, required = false): FaultParameterSpec => ({
  ...{ unit: null, min: null, max: null, choices: [...choices], required, meaning },
});
const preset = (note: string, parameters: FaultParameters, probability = 1) => ({ note, parameters, probability });

const withDatabase = faultServices.filter((name) => faultSurfaces[name].database !== null);
const withPostgres = faultServices.filter((name) => faultSurfaces[name].database === 'postgres');
const consumers = faultServices.filter((name) => faultSurfaces[name].consumes.length > 0);

const rhythm = {
  onMs: number('ms', 100, 1_800_000, 'how long it holds at a time'),
  offMs: number('ms', 0, 600_000, 'how long it lets go in between; 0: never'),
};
const topic = choice([...topics, everyTopic], 'whose records');

type Entry = Omit<FaultKindEntry, 'kind'>;
const onHttp = {
  spares: 'every other route, probes, metrics',
  services: [...faultServices],
  hasShare: true,
  hasRoute: true,
};
const inProcess = { spares: 'probes, metrics', services: [...faultServices], hasShare: false, hasRoute: false };
const messages = { spares: 'HTTP, and every other topic', services: consumers, hasRoute: false };

const entries: Record<FaultKind, Entry> = {
  latency: {
    ...onHttp,
    summary: 'answers come late',
    symptom: 'http_request_duration_seconds of the target rises, its CPU does not',
    parameters: {
      delayMs: number('ms', 1, 30_000, 'added to each answer'),
      jitterMs: number('ms', 0, 10_000, 'at most that much more, by chance'),
    },
    presets: {
      mild: preset('noticeable', { delayMs: 200, jitterMs: 100 }),
      severe: preset('callers time out', { delayMs: 2_000, jitterMs: 1_000 }),
    },
  },
  error: {
    ...onHttp,
    summary: 'requests are refused with a server error',
    symptom: 'answers of 500 or 503 in http_request_duration_seconds{status}; breakers open',
    parameters: { status: choice(['500', '503'], 'the status answered') },
    presets: {
      mild: preset('one in ten', { status: '500' }, 0.1),
      severe: preset('six in ten: breakers open', { status: '500' }, 0.6),
    },
  },
  abort: {
    ...onHttp,
    summary: 'the connection breaks instead of an answer',
    symptom: 'status 499 in the metrics of the target, lost connections at its callers',
    parameters: {},
    presets: { mild: preset('one in twenty', {}, 0.05), severe: preset('every other one', {}, 0.5) },
  },
  cpu: {
    ...inProcess,
    summary: 'worker threads burn CPU',
    symptom: 'process_cpu_seconds_total; the autoscaler reacts',
    parameters: { millicores: number('m', 10, 2_000, 'thousandths of a core, in at most two threads') },
    presets: {
      mild: preset('a fifth of a core', { millicores: 200 }),
      severe: preset('nearly a core', { millicores: 800 }),
    },
  },
  'memory-leak': {
    ...inProcess,
    summary: 'memory outside the JavaScript heap grows up to a cap',
    symptom: 'process_resident_memory_bytes rises, nodejs_heap_size_used_bytes does not; over the limit: OOMKilled',
    parameters: {
      mbPerSecond: number('MiB/s', 1, 64, 'how fast it grows'),
      capMb: number('MiB', 1, 1_024, 'where it stops'),
    },
    presets: {
      mild: preset('64 MiB in a minute, stays below the memory limit', { mbPerSecond: 1, capMb: 64 }),
      severe: preset('over the memory limit in half a minute: the instance is killed and starts again', {
        ...{ mbPerSecond: 8, capMb: 512 },
      }),
    },
  },
  'event-loop-stall': {
    ...inProcess,
    spares: 'nothing while it holds: everything on the one JavaScript thread waits, probes too',
    summary: 'the main thread is busy with something else',
    symptom: 'nodejs_eventloop_lag_max_seconds; every route is slow at once',
    parameters: {
      stallMs: number('ms', 10, 60_000, 'how long at a time'),
      everyMs: number('ms', 100, 120_000, 'from one start to the next'),
    },
    presets: {
      mild: preset('stays below the liveness limit of 2 s: nothing restarts', { stallMs: 400, everyMs: 2_000 }),
      severe: preset('beyond the liveness limit: restarted, again and again, until it ends; a stop waits for a gap', {
        ...{ stallMs: 50_000, everyMs: 60_000 },
      }),
    },
  },
  'pool-exhaustion': {
    ...inProcess,
    services: withDatabase,
    summary: 'connections of the database pool are taken and not given back',
    symptom: 'db_pool_connections{state="waiting"}; requests wait for a connection, the database is idle',
    parameters: { leave: number('connections', 0, 20, 'how many stay usable') },
    presets: {
      mild: preset('one is left: requests queue', { leave: 1 }),
      severe: preset('none is left: requests fail after their wait', { leave: 0 }),
    },
  },
  'datastore-down': {
    ...inProcess,
    services: [...faultServices],
    spares:
      'liveness, metrics; readiness honestly fails with the own database. Without Redis an instance also leaves discovery',
    summary: 'connections to a store break and are refused',
    symptom: '503, /readyz and /health name the store; circuit breakers, outbox and lag follow',
    parameters: {
      store: choice(
        [ownStore, 'postgres', 'mongodb', 'redis'],
        'which one; own: the PostgreSQL or MongoDB of the service',
      ),
      ...rhythm,
    },
    presets: {
      mild: preset('two seconds in ten', { onMs: 2_000, offMs: 8_000 }),
      severe: preset('all the time', { onMs: 1_800_000, offMs: 0 }),
    },
  },
  partition: {
    ...inProcess,
    summary: 'connections between the target and one other service break and are refused',
    symptom: 'breakers and 503 at whoever calls the other side; both are healthy for everybody else',
    spares: 'stores, and calls to everybody else',
    parameters: { peer: choice(faultServices, 'the other side', true), ...rhythm },
    presets: {
      mild: preset('two seconds in ten', { onMs: 2_000, offMs: 8_000 }),
      severe: preset('all the time', { onMs: 1_800_000, offMs: 0 }),
    },
  },
  deadlock: {
    ...inProcess,
    services: withPostgres,
    hasShare: true,
    summary: 'transactions run into a deadlock in PostgreSQL and are rolled back',
    symptom:
      'pg_stat_database.deadlocks, SQLSTATE 40P01 in the database log; transactions take a second longer or fail',
    spares: 'single statements, readiness',
    parameters: {},
    presets: {
      mild: preset('one in five; the retry hides most', {}, 0.2),
      severe: preset('seven in ten; a third of the work fails even so', {}, 0.7),
    },
  },
  'consumer-pause': {
    ...messages,
    hasShare: false,
    summary: 'the consumer stops reading a topic',
    symptom: 'kafka_consumer_lag grows; what follows from the events comes late',
    parameters: { topic, ...rhythm },
    presets: {
      mild: preset('five seconds in ten', { topic: everyTopic, onMs: 5_000, offMs: 5_000 }),
      severe: preset('all the time', { topic: everyTopic, onMs: 1_800_000, offMs: 0 }),
    },
  },
  'poison-message': {
    ...messages,
    hasShare: true,
    summary: 'good records cannot be read by this consumer while it lasts',
    symptom: 'dlq_depth, messages_consumed_total{result="dead-lettered"}; replay works once it is over',
    parameters: { topic },
    presets: {
      mild: preset('one in twenty', { topic: everyTopic }, 0.05),
      severe: preset('every other one', { topic: everyTopic }, 0.5),
    },
  },
  'duplicate-delivery': {
    ...messages,
    hasShare: true,
    summary: 'records are handled twice',
    symptom: 'messages_consumed_total{result="duplicate"}; the inbox keeps every effect single',
    parameters: { topic },
    presets: {
      mild: preset('three in ten', { topic: everyTopic }, 0.3),
      severe: preset('every one', { topic: everyTopic }),
    },
  },
};

/** Every kind with its limits, presets and what it leaves alone. */
export const faultCatalogue: readonly FaultKindEntry[] = Object.entries(entries).map(([kind, entry]) => ({
  kind: kind as FaultKind,
  ...entry,
}));

export function catalogueEntry(kind: FaultKind): FaultKindEntry {
  return { kind, ...entries[kind] };
}
