import type { RunningExercise } from './attempt-store.ts';
import type { ExerciseWorld } from './world.ts';

/** Undoes all that an exercise did to the lab, and what the trainee did to sizes, releases and dead letters. */
export async function undoIt(world: ExerciseWorld, running: RunningExercise): Promise<void> {
  const { faults, manifests, releases, autoscaler, sizes, shoppers, deadLetters } = running;
  for (const id of faults) await world.faults.remove(id);
  for (const service of manifests) world.manifests.remove(service);
  for (const service of releases) await world.runtime.rollback(service);
  if (world.shoppersOn() !== shoppers) await world.shoppers(shoppers);
  world.autoscaler.set(autoscaler);
  for (const { name, desired } of (await world.runtime.state()).services) {
    const before = sizes[name];
    if (before !== undefined && before !== desired) await world.runtime.scale(name, before);
  }
  await world.replayDeadLetters(deadLetters);
}
