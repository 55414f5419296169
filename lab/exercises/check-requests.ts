import { readyInstances } from './check-instances.ts';
import type { Check } from './exercise-schema.ts';
import type { ExerciseWorld, WorldAnswer } from './world.ts';

/** Asks through the gateway, or each ready instance of `at` itself. */
export async function askRequests(
  world: ExerciseWorld,
  check: Extract<Check, { check: 'requests' }>,
): Promise<[boolean, string]> {
  const { at } = check;
  const path = check.path.includes(':event') ? check.path.replace(':event', await world.anyEvent()) : check.path;
  if (at === undefined) return askOne(world, check, { path, port: undefined });
  const ready = await readyInstances(world, at);
  if (ready.length === 0) return [false, `no instance of ${at} is ready`];
  // the balancing turns to whoever is quick, and the retries to whoever answers: asked itself, none can hide
  const found = await Promise.all(
    ready.map(async ({ id, port }) => {
      const [met, seen] = await askOne(world, check, { path, port: port ?? undefined });
      return { met, seen: `${id}: ${seen}` };
    }),
  );
  return [found.every(({ met }) => met), found.map(({ seen }) => seen).join('; ')];
}

/** One request after the other, until one too many has failed or was slow. */
async function askOne(
  world: ExerciseWorld,
  { path: shown, as, times, errorsAtMost, p95Below }: Extract<Check, { check: 'requests' }>,
  { path, port }: { path: string; port: number | undefined },
): Promise<[boolean, string]> {
  const answers: WorldAnswer[] = [];
  let errors = 0;
  let stale = 0;
  let slow = 0;
  const slowAtMost = times - Math.ceil(times * 0.95);
  while (answers.length < times && errors + stale <= errorsAtMost && slow <= slowAtMost) {
    const answer = await world.request({ path, as, port });
    answers.push(answer);
    if (p95Below !== undefined && answer.ms >= p95Below) slow += 1;
    if (answer.status === 0 || answer.status >= 400) errors += 1;
    else if (answer.stale) stale += 1;
  }
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  const met = errors + stale <= errorsAtMost && slow <= slowAtMost;
  const old = stale === 0 ? '' : `, ${stale} came from the gateway's memory`;
  return [met, `of ${answers.length} GET ${shown} ${errors} failed${old}, p95 ${p95.toFixed(0)} ms`];
}
