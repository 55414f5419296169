import { bundleAll } from '../bundle/bundle.ts';
import { serviceSource } from '../bundle/sources.ts';
import { buildPortalsAside } from '../runtimes/local/build-portals.ts';
import { labHome, root } from '../runtimes/local/home.ts';
import { requireRunningLab } from '../runtimes/local/supervisor-process.ts';
import { ControlRefusedError } from '../supervisor/control-client.ts';
import { CliError } from './errors.ts';
import { parseWorkloadName } from './parse-workload-name.ts';
import { createSteps } from './steps.ts';
import { createTerminal } from './terminal.ts';

export async function runRestart(text: string): Promise<void> {
  const service = parseWorkloadName(text);
  const home = labHome();
  const { control } = await requireRunningLab(home);
  const steps = createSteps(createTerminal());
  await steps.run(`bundle ${service}`, async () => {
    const bundled = await bundleAll([serviceSource(root, service)], { root, dist: home.dist });
    return bundled.length === 0 ? 'unchanged' : 'done';
  });
  if (service === 'portals') {
    await steps.run('build what it serves', async () => {
      const { built, failure } = await buildPortalsAside();
      if (failure !== null) throw new CliError(`${failure}; the old build goes on.`);
      return built.length === 0 ? 'unchanged' : built.join(', ');
    });
  }
  await steps.run(`replace its instances`, async () => {
    const { services } = await control.restart(service).catch((error: unknown) => {
      if (error instanceof ControlRefusedError) throw new CliError(`${error.message}; the old instances go on.`);
      throw error;
    });
    const instances = services.find(({ name }) => name === service)?.instances ?? [];
    return instances.map(({ id }) => id).join(', ');
  });
}
