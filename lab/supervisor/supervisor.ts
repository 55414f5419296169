import { join } from 'node:path';
import { ControlError, startControlServer, type Controls } from './control-server.ts';
import { createLogFiles } from './log-files.ts';
import type { LabPlan } from './plan.ts';
import { isRunning, signalProcess } from './process-identity.ts';
import { createProcessTable, readProcessTable, type ProcessRecord } from './process-table.ts';
import { createServiceGroup } from './service-group.ts';
import { freshMs } from './process-usage.ts';
import type { LabEvent, LabPhase, Report } from './state.ts';
import { createStoreKeeper, type StoreKeeper } from './store-keeper.ts';

export interface Supervisor {
  /** Drains the services, the edge first, then stops the stores and the control API. */
  close(): Promise<void>;
}

const sampleMs = 500;
/** Nothing is decided by what stores use, and a JVM's many threads are dear to meter. */
const storeSampleMs = 2_000;
const rotateMs = 5_000;
const maxInstances = 20;

/**
 * Starts the control API and takes over what an earlier supervisor left running: stores are adopted, instances (which
 * cannot be: their connections went through the dead one) are ended. Nothing else is started before it is asked for.
 */
export async function startSupervisor(
  plan: LabPlan,
  write: (line: string) => void,
  onStop: () => void,
): Promise<Supervisor> {
  const events: LabEvent[] = [];
  const report: Report = (subject, type, detail) => {
    const event: LabEvent = { at: new Date().toISOString(), subject, type, detail };
    events.push(event);
    if (events.length > 200) events.shift();
    write(JSON.stringify(event));
  };
  const startedAt = new Date().toISOString();
  const tableFile = join(plan.home, 'run', 'processes.json');
  const leftOver = readProcessTable(tableFile).filter(({ pid, token }) => isRunning(pid, token));
  const deps = { host: plan.host, logs: createLogFiles(plan.logs), table: createProcessTable(tableFile), report };
  const stores = new Map<string, StoreKeeper>(plan.stores.map((store) => [store.name, createStoreKeeper(store, deps)]));
  const groups = new Map(plan.services.map((service) => [service.name, createServiceGroup(service, deps)]));
  let phase: LabPhase = 'starting';

  await Promise.all(leftOver.map(takeOver));

  async function takeOver(record: ProcessRecord): Promise<void> {
    const keeper = record.kind === 'store' ? stores.get(record.name) : undefined;
    if (keeper !== undefined) return keeper.adopt(record);
    report(record.name, 'killed', `pid ${record.pid} was left over`);
    signalProcess(record.pid, record.token, 'SIGKILL');
  }

  const groupOf = (name: string) => {
    const group = groups.get(name);
    if (group === undefined) throw new ControlError(`there is no service ${name}`);
    return group;
  };

  let meteredAt = -Infinity;
  const meter = () => {
    meteredAt = performance.now();
    for (const group of groups.values()) group.meter();
  };

  const controls: Controls = {
    state() {
      // whoever reckons with the time between two answers would else reckon with readings from other times
      if (performance.now() - meteredAt > freshMs) meter();
      return {
        pid: process.pid,
        startedAt,
        portOffset: plan.portOffset,
        phase,
        stores: [...stores.values()].map((store) => store.snapshot()),
        services: [...groups.values()].map((group) => group.snapshot()),
        events,
      };
    },
    startStores: () => stores.forEach((store) => store.start()),
    declare: (next) => (phase = next),
    scale(service, instances) {
      if (!Number.isInteger(instances) || instances < 0 || instances > maxInstances) {
        throw new ControlError(`instances must be a whole number from 0 to ${maxInstances}`);
      }
      groupOf(service).scale(instances);
    },
    restart: (service) => groupOf(service).restart(),
    release: (service, { canary, ...release }) => groupOf(service).release(release, canary),
    rollback: (service) => groupOf(service).rollback(),
    retryNow() {
      for (const store of stores.values()) store.retryNow();
      for (const group of groups.values()) group.retryNow();
    },
    stop: onStop,
  };
  const server = await startControlServer(plan.controlSocket, controls);
  report('supervisor', 'started', `pid ${process.pid}`);

  const sampling = [
    setInterval(meter, sampleMs),
    setInterval(() => stores.forEach((store) => store.meter()), storeSampleMs),
  ];
  const rotation = setInterval(() => deps.logs.rotate(), rotateMs);

  return {
    async close() {
      phase = 'stopping';
      const stopGroups = (edge: boolean) =>
        Promise.all([...groups.values()].filter((group) => group.plan.edge === edge).map((group) => group.stop()));
      await stopGroups(true);
      await stopGroups(false);
      await Promise.all([...stores.values()].map((store) => store.stop()));
      sampling.forEach(clearInterval);
      clearInterval(rotation);
      report('supervisor', 'stopped', 'everything drained');
      server.close();
      server.closeAllConnections();
    },
  };
}
