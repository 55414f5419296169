import type { InstanceState } from '../supervisor/state.ts';
import type { Check } from './exercise-schema.ts';
import type { ExerciseWorld } from './world.ts';

/** Those of a service that take requests. */
export async function readyInstances({ runtime }: ExerciseWorld, service: string): Promise<InstanceState[]> {
  const found = (await runtime.state()).services.find(({ name }) => name === service);
  return (found?.instances ?? []).filter(({ phase }) => phase === 'ready');
}

/** How many there are, how large, and for how long. */
export async function askInstances(
  world: ExerciseWorld,
  { service: name, atLeast, atMost, memoryBelowMb, steadySeconds }: Extract<Check, { check: 'instances' }>,
): Promise<[boolean, string]> {
  const ready = await readyInstances(world, name);
  const megabytes = Math.max(0, ...ready.map(({ usage }) => (usage?.memoryBytes ?? 0) / 1_048_576));
  const fits = memoryBelowMb === undefined || megabytes < memoryBelowMb;
  const ages = ready.map(({ readyAt }) => (world.clock() - Date.parse(readyAt ?? '')) / 1_000);
  const steady = ages.every((seconds) => seconds >= steadySeconds);
  const met = ready.length >= atLeast && ready.length <= atMost && fits && steady;
  const youngest = ages.length === 0 ? '' : `, the youngest for ${Math.min(...ages).toFixed(0)} s`;
  return [met, `${name} has ${ready.length} ready${youngest}, the largest with ${megabytes.toFixed(0)} MB`];
}

/** What each of them says about one of its dependencies. */
export async function askDependency(
  world: ExerciseWorld,
  { service, dependency }: Extract<Check, { check: 'dependency' }>,
): Promise<[boolean, string]> {
  const states = await Promise.all(
    (await readyInstances(world, service)).map(async ({ id, port }) => {
      const found = (await world.dependencies(port ?? 0)).find(({ name }) => name === dependency);
      return { id, status: found?.status ?? 'unknown' };
    }),
  );
  const seen = states.map(({ id, status }) => `${id} says that ${dependency} is ${status}`).join('; ');
  const met = states.length > 0 && states.every(({ status }) => status === 'up');
  return [met, states.length === 0 ? `no instance of ${service} is ready` : seen];
}
