import { CliError } from '../../cli/errors.ts';
import type { Note } from '../../cli/steps.ts';
import { probeStore } from '../../platform/probe.ts';
import type { StoreCommand } from '../../platform/store.ts';
import type { StoreName } from '../../platform/store-name.ts';
import type { ControlClient } from '../../supervisor/control-client.ts';
import { GiveUp, pollUntil } from './poll.ts';

/** Has the supervisor start its stores and waits until each answers in its own protocol. */
export async function startStores(control: ControlClient, stores: StoreCommand[], note: Note): Promise<void> {
  if (stores.length === 0) return;
  await control.startStores();
  const waiting = new Set(stores.map(({ name }) => name));
  const awaitStore = async ({ name, url }: StoreCommand) => {
    await pollUntil(() => askStore(control, name, url), { timeoutMs: 60_000 });
    waiting.delete(name);
    if (waiting.size > 0) note([...waiting].join(', '));
  };
  await Promise.all(stores.map(awaitStore)).catch((error: unknown) => {
    throw new CliError((error as Error).message);
  });
}

async function askStore(control: ControlClient, name: StoreName, url: string): Promise<void> {
  const store = (await control.state()).stores.find((candidate) => candidate.name === name);
  if (store?.phase === 'ready') return probeStore(name, url);
  const reason = `${name} does not start: ${store?.reason ?? 'no answer yet'} (./deploy.sh logs ${name})`;
  throw (store?.restarts ?? 0) >= 3 ? new GiveUp(reason) : new Error(reason);
}

/** Throws CliError for an external store that does not answer. One without a single host and port is not asked. */
export async function checkExternalStore(name: StoreName, text: string): Promise<void> {
  const url = name === 'kafka' ? (text.split(',')[0] ?? '') : text;
  if (name !== 'kafka' && (URL.parse(url)?.port ?? '') === '') return;
  try {
    await probeStore(name, url);
  } catch (error) {
    throw new CliError(
      `The external ${name} does not answer (${(error as Error).message}): start it, or unset its variable.`,
    );
  }
}
