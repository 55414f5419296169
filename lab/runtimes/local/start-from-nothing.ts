import { rmSync } from 'node:fs';
import { bundleAll } from '../../bundle/bundle.ts';
import { supervisorSource } from '../../bundle/sources.ts';
import type { Steps } from '../../cli/steps.ts';
import { resolvePlatform, type Platform } from '../../platform/resolve.ts';
import type { ControlClient } from '../../supervisor/control-client.ts';
import type { LabPlan } from '../../supervisor/plan.ts';
import { signalProcess } from '../../supervisor/process-identity.ts';
import { prepareStores } from './embedded-stores.ts';
import { externalStores, storeNames, type ExternalStores } from './external-stores.ts';
import { root, type LabHome } from './home.ts';
import { createLabPlan } from './local-plan.ts';
import { labPorts, parsePortOffset, servicePorts, type LabPorts } from './ports.ts';
import { checkPrerequisites } from './prerequisites.ts';
import { ensureSecrets } from './secrets.ts';
import type { LocalSettings } from './settings.ts';
import { checkExternalStore } from './start-stores.ts';
import { leftOvers, readPlan, startSupervisorProcess } from './supervisor-process.ts';

/** A lab with a supervisor; its stores and services may be yet to start. */
export interface Started {
  plan: LabPlan;
  control: ControlClient;
  external: ExternalStores;
  /** Known when it was resolved for this start. */
  platform?: Platform | undefined;
}

interface Surroundings {
  home: LabHome;
  env: NodeJS.ProcessEnv;
  steps: Steps;
}

/**
 * Checks what a lab needs, plans it and starts its supervisor, which runs nothing yet. Throws CliError with what is
 * missing, by which time nothing has been started.
 */
export async function startFromNothing({ home, env, steps }: Surroundings, settings: LocalSettings): Promise<Started> {
  const ports = labPorts(chooseOffset(home, env, (line) => steps.say(line)));
  const external = externalStores(env);
  const embedded = storeNames.filter((name) => external[name] === undefined);
  const survivors = endLeftOvers(home);
  await steps.run('check prerequisites', async () => {
    await Promise.all(Object.entries(external).map(([name, url]) => checkExternalStore(name as 'redis', url)));
    return checkPrerequisites({
      homeDir: home.dir,
      java: embedded.includes('kafka') || embedded.includes('mongo'),
      ports: neededPorts(
        ports,
        embedded.filter((name) => !survivors.includes(name)),
      ),
    });
  });
  const secrets = ensureSecrets(home.secrets);
  const platform = embedded.length === 0 ? undefined : await resolveStores(steps);
  const stores =
    platform === undefined
      ? []
      : await prepareStores(platform, embedded, {
          dataDir: home.data,
          ports,
          postgresPassword: secrets.read('POSTGRES_PASSWORD'),
        });
  await bundleAll([supervisorSource(root)], { root, dist: home.dist });
  const plan = createLabPlan({ home, ports, stores, external, secrets, ...settings });
  const control = await startSupervisorProcess(home, plan);
  return { plan, control, external, platform };
}

/** A lab keeps its ports, also when all of it was killed: PORT_OFFSET has to be given but once. */
export function chooseOffset(home: LabHome, env: NodeJS.ProcessEnv, say: (line: string) => void): number {
  const wished = parsePortOffset(env['PORT_OFFSET']);
  if (wished !== undefined) return wished;
  const last = readPlan(home)?.portOffset ?? 0;
  if (last !== 0) say(`PORT_OFFSET=${last}, as last time; PORT_OFFSET=0 goes back to the documented ports`);
  return last;
}

async function resolveStores(steps: Steps): Promise<Platform> {
  let platform: Platform | undefined;
  await steps.run('resolve the stores', async () => {
    platform = await resolvePlatform({ onProgress: (line) => steps.say(line) });
    return undefined;
  });
  if (platform === undefined) throw new Error('the platform was not resolved');
  return platform;
}

/** Instances that outlived their supervisor are ended; the names of the stores that did are returned. */
function endLeftOvers(home: LabHome): string[] {
  const found = leftOvers(home);
  for (const { pid, token, kind } of found) if (kind === 'instance') signalProcess(pid, token, 'SIGKILL');
  rmSync(home.supervisorFile, { force: true });
  return found.flatMap(({ kind, name }) => (kind === 'store' ? [name] : []));
}

export function neededPorts(ports: LabPorts, stores: (typeof storeNames)[number][]): [string, number][] {
  const storePorts = stores.map((name): [string, number] => [name, ports.store(name)]);
  const controller: [string, number][] = stores.includes('kafka') ? [['kafka', ports.kafkaController]] : [];
  return [...storePorts, ...controller, ...servicePorts(ports)];
}
