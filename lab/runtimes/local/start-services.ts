import { CliError } from '../../cli/errors.ts';
import type { Note } from '../../cli/steps.ts';
import type { ControlClient } from '../../supervisor/control-client.ts';
import type { InstanceState, LabState, ServiceState } from '../../supervisor/state.ts';
import { GiveUp, pollUntil } from './poll.ts';

/** Starts these services at once, each at its size, and waits until all their instances are ready. */
export async function startServices(control: ControlClient, sizes: Map<string, number>, note: Note): Promise<void> {
  const { services } = await control.state();
  const idle = services.filter(({ name, desired }) => sizes.has(name) && desired === 0);
  for (const { name } of idle) await control.scale(name, sizes.get(name) ?? 1);
  await awaitServices(control, [...sizes.keys()], note);
}

/** Waits until every wished instance of these services is ready; gives up on one that keeps crashing. */
export async function awaitServices(control: ControlClient, names: string[], note: Note): Promise<void> {
  let last = '';
  await pollUntil(
    async () => {
      const services = (await control.state()).services.filter(({ name }) => names.includes(name));
      const waiting = services.filter((service) => !isComplete(service));
      const text = waiting.map(({ name }) => name).join(', ');
      if (text !== last && text !== '') note(text);
      last = text;
      if (waiting.length === 0) return;
      const hopeless = waiting
        .flatMap(({ instances }) => instances)
        .find(({ restarts, phase }) => restarts >= 2 && phase === 'backoff');
      throw hopeless === undefined ? new Error(describe(waiting)) : new GiveUp(describe(waiting));
    },
    { timeoutMs: 60_000 },
  ).catch((error: unknown) => {
    throw new CliError((error as Error).message);
  });
}

/** As many ready instances as are wished. */
function isComplete({ desired, instances }: ServiceState): boolean {
  return instances.filter(({ phase }) => phase === 'ready').length >= desired;
}

export function isHealthy(state: LabState): boolean {
  return state.stores.every(({ phase }) => phase === 'ready') && state.services.every(isComplete);
}

function describe(services: ServiceState[]): string {
  const reasons = services.flatMap(({ instances }) => instances.filter(({ phase }) => phase !== 'ready').map(explain));
  return reasons.join('; ');
}

function explain({ id, phase, restarts, reason }: InstanceState): string {
  if (reason === null) return `${id} is still ${phase}`;
  return restarts > 0 ? `${id} does not stay up: ${reason} (./deploy.sh logs ${id})` : `${id} is not ready: ${reason}`;
}
