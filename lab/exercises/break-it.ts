import { setTimeout as delay } from 'node:timers/promises';
import type { TestCard } from '@ticketlab/contracts/http/payments';
import type { BreakStep, Exercise } from './exercise-schema.ts';
import type { RunningExercise } from './attempt-store.ts';
import { faultLeaseSeconds } from './time-limit.ts';
import type { ExerciseWorld } from './world.ts';

/** Carries out the steps in their order; notes in `running` what restoring has to undo, before it goes on. */
export async function breakIt(
  world: ExerciseWorld,
  exercise: Exercise,
  running: RunningExercise,
  onChange: () => void,
): Promise<void> {
  for (const step of exercise.break) {
    await doStep(world, step, running, onChange);
    onChange();
  }
}

async function doStep(
  world: ExerciseWorld,
  step: BreakStep,
  running: RunningExercise,
  onChange: () => void,
): Promise<void> {
  switch (step.do) {
    case 'fault':
      for (const instance of await targetsOf(world, step, running.attempt.seed)) {
        const { kind, preset, parameters, service, version, route, probability } = step;
        const id = await world.faults.start({
          kind,
          preset,
          parameters,
          target: {
            service,
            ...(instance === undefined ? {} : { instance }),
            ...(version === undefined ? {} : { version }),
            ...(route === undefined ? {} : { route }),
          },
          ...(probability === undefined ? {} : { probability }),
          seed: running.attempt.seed,
          ttlSeconds: faultLeaseSeconds,
        });
        running.faults.push(id);
        onChange();
      }
      return;
    case 'scale':
      await world.runtime.scale(step.service, step.instances);
      await untilReady(world, step.service, step.instances);
      return;
    case 'release': {
      const { service, version, settings, canary } = step;
      running.releases.push(service);
      onChange();
      await world.runtime.release(service, { version, settings, canary });
      return;
    }
    case 'autoscaler':
      world.autoscaler.set({
        ...(step.enabled === undefined ? {} : { enabled: step.enabled }),
        ...(step.off === undefined ? {} : { off: step.off }),
      });
      return;
    case 'manifest':
      running.manifests.push(step.service);
      onChange();
      world.manifests.change(step.service, step.file, step.replace, step.with);
      return;
    case 'purchase':
      for (let time = 0; time < step.times; time++) await world.pay(step.card as TestCard);
  }
}

/** Instance ids, or one undefined for the whole service. */
async function targetsOf(
  world: ExerciseWorld,
  { service, on }: Extract<BreakStep, { do: 'fault' }>,
  seed: number,
): Promise<(string | undefined)[]> {
  if (on === 'service') return [undefined];
  const ids = await readyIds(world, service);
  if (ids.length === 0) throw new Error(`no instance of ${service} is ready`);
  return on === 'each' ? ids : [ids[seed % ids.length]];
}

async function readyIds(world: ExerciseWorld, service: string): Promise<string[]> {
  const { services } = await world.runtime.state();
  const instances = services.find(({ name }) => name === service)?.instances ?? [];
  return instances.filter(({ phase }) => phase === 'ready').map(({ id }) => id);
}

const readyPatienceMs = 60_000;
const lookAgainMs = 100;

async function untilReady(world: ExerciseWorld, service: string, instances: number): Promise<void> {
  const deadline = world.clock() + readyPatienceMs;
  while ((await readyIds(world, service)).length < instances) {
    if (world.clock() > deadline) throw new Error(`${service} does not get its ${instances} instances ready`);
    await delay(lookAgainMs);
  }
}
