import { bundleAll } from '../../bundle/bundle.ts';
import { serviceSource } from '../../bundle/sources.ts';
import { CliError } from '../../cli/errors.ts';
import type { Note, Steps } from '../../cli/steps.ts';
import { trainClassArchives } from '../../platform/class-archive.ts';
import { withLock } from '../../platform/file-lock.ts';
import type { ControlClient } from '../../supervisor/control-client.ts';
import type { LabPlan } from '../../supervisor/plan.ts';
import { buildPortalsAside, type PortalsBuild } from './build-portals.ts';
import { createAllTopics, migrateAll } from './databases.ts';
import { externalStores } from './external-stores.ts';
import { createHome, root, type LabHome } from './home.ts';
import { initialSize, storeUrls } from './local-plan.ts';
import { parsePortOffset } from './ports.ts';
import { settleAll } from './settle-all.ts';
import { parseLocalSettings, type LocalSettings } from './settings.ts';
import { startFromNothing, type Started } from './start-from-nothing.ts';
import { awaitServices, isHealthy, startServices } from './start-services.ts';
import { startStores } from './start-stores.ts';
import { findRunningLab, readPlan, stopSupervisor } from './supervisor-process.ts';
import { startWaves, workloadNames } from './workloads.ts';

export interface UpOptions {
  home: LabHome;
  env: NodeJS.ProcessEnv;
  storesOnly: boolean;
  steps: Steps;
  /** What is done with a lab that has just come up, before it counts as ready: demo data and the smoke check. */
  finish: (plan: LabPlan, settings: LocalSettings) => Promise<void>;
}

export interface UpResult {
  plan: LabPlan;
  alreadyRunning: boolean;
}

const interrupts = ['SIGINT', 'SIGTERM'] as const;

/** Brings the lab of this home up, or completes one that has come up in part. Two at once: the second one waits. */
export async function up(options: UpOptions): Promise<UpResult> {
  createHome(options.home);
  const settings = parseLocalSettings(options.env);
  return withLock(options.home.deployLock, async () => {
    const running = await takeOverRunning(options);
    if (running?.complete === true) return { plan: running.plan, alreadyRunning: true };
    const started = running ?? (await startFromNothing(options, settings));
    const { plan, control } = started;
    const interrupt = () => {
      options.steps.say('interrupted: stopping what was started');
      void stopSupervisor(options.home, control).then(() => process.exit(130));
    };
    for (const signal of interrupts) process.once(signal, interrupt);
    let portals: PortalsBuild | undefined;
    try {
      portals = await bringUp(options, settings, started);
    } catch (error) {
      await options.steps.run('stop what was started', () =>
        stopSupervisor(options.home, control).then(() => undefined),
      );
      throw error;
    } finally {
      for (const signal of interrupts) process.off(signal, interrupt);
    }
    if (!options.storesOnly) await options.finish(plan, settings);
    if (portals !== undefined) mustBeBuilt(portals);
    await control.declare(options.storesOnly ? 'stores-only' : 'ready');
    if (started.platform !== undefined) trainClassArchives(started.platform);
    return { plan, alreadyRunning: false };
  });
}

/** A supervisor that runs is asked rather than replaced; undefined when there is none. */
async function takeOverRunning({
  home,
  env,
  storesOnly,
  steps,
}: UpOptions): Promise<(Started & { complete: boolean }) | undefined> {
  const lab = await findRunningLab(home);
  const plan = readPlan(home);
  if (lab === undefined || plan === undefined) return undefined;
  const { control, state } = lab;
  if (state.phase === 'stopping') {
    await steps.run('wait for the lab to stop', () => stopSupervisor(home, control).then(() => undefined));
    return undefined;
  }
  const wished = parsePortOffset(env['PORT_OFFSET']) ?? state.portOffset;
  if (wished !== state.portOffset) {
    throw new CliError(
      `The lab in ${home.dir} runs with PORT_OFFSET=${state.portOffset}: stop it with ./deploy.sh down, ` +
        'or give a second lab a home of its own with TICKETLAB_HOME.',
    );
  }
  await control.retryNow();
  const complete = state.phase === 'ready' || (storesOnly && state.phase === 'stores-only');
  if (complete && !isHealthy(await control.state())) {
    await steps.run('wait for what is being restarted', (note) => recover(control, plan, note));
  }
  return { plan, control, external: externalStores(env), complete };
}

async function recover(control: ControlClient, plan: LabPlan, note: Note): Promise<undefined> {
  await startStores(control, plan.stores, note);
  await awaitServices(
    control,
    plan.services.map(({ name }) => name),
    note,
  );
}

async function bringUp(
  { home, storesOnly, steps }: UpOptions,
  settings: LocalSettings,
  { plan, control, external }: Started,
): Promise<PortalsBuild | undefined> {
  const urls = storeUrls(plan.stores, external);
  const bundling = storesOnly
    ? undefined
    : bundleAll(
        workloadNames.map((name) => serviceSource(root, name)),
        { root, dist: home.dist },
      );
  const building = storesOnly ? undefined : buildPortalsAside();
  for (const going of [bundling, building]) going?.catch(() => undefined);
  await steps.run('start the stores', async (note) => {
    await startStores(control, plan.stores, note);
    return plan.stores.length === 0 ? 'all external' : plan.stores.map(({ name }) => name).join(', ');
  });
  await steps.run('migrate the databases, create the topics', async () => {
    const [migrations, topics] = await settleAll([
      migrateAll(urls.postgres),
      createAllTopics(urls.kafka, {
        partitions: settings.topicPartitions,
        retentionHours: settings.topicRetentionHours,
        deadLetterRetentionHours: settings.dlqRetentionHours,
      }),
    ]);
    return `${migrations} migrations, ${topics} topics`;
  });
  if (bundling === undefined || building === undefined) return undefined;
  await steps.run('bundle the services', async () => {
    const bundled = await bundling;
    return bundled.length === 0 ? 'unchanged' : `${bundled.length} bundled`;
  });
  let portals: PortalsBuild | undefined;
  await steps.run('build the portals', async () => {
    portals = await building;
    if (portals.failure !== null) steps.say(portals.failure);
    return describeBuild(portals);
  });
  await steps.run('start the services', async (note) => {
    for (const wave of startWaves) {
      await startServices(control, new Map(wave.map((name) => [name, initialSize(name)])), note);
    }
    return `${workloadNames.length} ready`;
  });
  return portals;
}

function describeBuild({ built, seconds, failure, missing }: PortalsBuild): string {
  if (failure !== null) return missing.length > 0 ? 'failed' : 'failed, so their last builds are served';
  return built.length === 0 ? 'unchanged' : `${built.join(', ')} in ${seconds.toFixed(1)} s`;
}

/** By now all else runs: what has been built before goes on, but a portal that never was is not there. */
function mustBeBuilt({ failure, missing }: PortalsBuild): void {
  if (failure === null || missing.length === 0) return;
  throw new CliError(`${failure}. All else runs; mend that, and ./deploy.sh builds it again.`);
}
