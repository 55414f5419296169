import { setTimeout as wait } from 'node:timers/promises';
import type { InstanceState, LabState, ServiceState } from '../../supervisor/state.ts';
import type { Calibration } from './calibrate.ts';

const pollMs = 200;
/** Until it has done what it does at its start. */
const settleMs = 3_000;
const patienceMs = 60_000;

/** Starts one instance more, sees how long that takes and what it uses, and drains it again. */
export async function measureNewcomer(
  { name, desired, instances }: ServiceState,
  state: () => Promise<LabState>,
  scale: (service: string, instances: number) => Promise<unknown>,
  signal: AbortSignal,
): Promise<Calibration['fresh']> {
  const keyOf = ({ id, pid }: InstanceState) => `${id}/${pid ?? 0}`;
  const known = new Set(instances.map(keyOf));
  const all = async () => (await state()).services.find((service) => service.name === name)?.instances ?? [];
  const newcomer = async () => (await all()).find((instance) => !known.has(keyOf(instance)));

  const poll = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const seen = await look();
      if (seen !== undefined) return seen;
      if (performance.now() > deadline) throw new Error(`${name} took more than a minute for an instance more or less`);
      await wait(pollMs, undefined, { signal });
    }
  };

  await scale(name, desired + 1);
  try {
    const startUpMs = await poll(async () => startUpOf(await newcomer()));
    await wait(settleMs, undefined, { signal });
    const bytes = await poll(async () => (await newcomer())?.usage?.memoryBytes);
    return { bytes, startUpMs };
  } finally {
    await scale(name, desired);
    if (!signal.aborted) await poll(async () => ((await all()).length <= desired ? true : undefined));
  }
}

function startUpOf(instance: InstanceState | undefined): number | undefined {
  if (instance?.startedAt == null || instance.readyAt === null) return undefined;
  return Date.parse(instance.readyAt) - Date.parse(instance.startedAt);
}
