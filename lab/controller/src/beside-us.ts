import { setTimeout as delay } from 'node:timers/promises';
import type { ReleaseOrder } from '../../supervisor/control-server.ts';
import type { LabState } from '../../supervisor/state.ts';

const lookAgainMs = 100;

/** Who replaces instances; resolves when the old ones have ended. */
interface Replacing {
  state(): Promise<LabState>;
  restart(service: string): Promise<void>;
  release(service: string, release: ReleaseOrder): Promise<void>;
  rollback(service: string): Promise<void>;
}

/**
 * Replaces the gateway's instances for whoever is asked through it: the old ones end only when they have passed our answer
 * on, so to wait for their end would be to wait for ourselves. That one drains says that a new one is ready.
 */
export function besideUs<R extends Replacing>(runtime: R): R {
  async function untilDraining(service: string, change: Promise<void>): Promise<void> {
    if (service !== 'api-gateway') return change;
    let isOver = false;
    const over = change.finally(() => (isOver = true));
    const drains = async (): Promise<void> => {
      while (!isOver) {
        const found = (await runtime.state()).services.find(({ name }) => name === service);
        if (found?.instances.some(({ phase }) => phase === 'draining') === true) return;
        await delay(lookAgainMs);
      }
    };
    await Promise.race([over, drains().then(() => (isOver ? over : undefined))]);
  }

  return {
    ...runtime,
    restart: (service: string) => untilDraining(service, runtime.restart(service)),
    release: (service: string, order: ReleaseOrder) => untilDraining(service, runtime.release(service, order)),
    rollback: (service: string) => untilDraining(service, runtime.rollback(service)),
  };
}
