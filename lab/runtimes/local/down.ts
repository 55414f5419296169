import type { Steps } from '../../cli/steps.ts';
import { withLock } from '../../platform/file-lock.ts';
import { endProcess } from '../../supervisor/store-keeper.ts';
import { createHome, type LabHome } from './home.ts';
import { findRunningLab, leftOvers, readPlan, stopSupervisor } from './supervisor-process.ts';

/** Drains and stops everything, also what a killed supervisor left behind; false when nothing was running. */
export async function down(home: LabHome, steps: Steps): Promise<boolean> {
  createHome(home);
  return withLock(home.deployLock, async () => {
    const lab = await findRunningLab(home);
    if (lab !== undefined) {
      await steps.run('drain the services, stop the stores', () =>
        stopSupervisor(home, lab.control).then(() => undefined),
      );
      return true;
    }
    const left = leftOvers(home);
    if (left.length === 0) return false;
    await steps.run('stop what was left behind', async () => {
      const stores = readPlan(home)?.stores ?? [];
      const end = ({ name, pid, token }: (typeof left)[number]) => {
        const store = stores.find((candidate) => candidate.name === name);
        return endProcess({ pid, token }, store?.stopSignal ?? 'SIGKILL', store?.stopTimeoutMs ?? 1_000);
      };
      await Promise.all(left.map(end));
      return left.map(({ name }) => name).join(', ');
    });
    return true;
  });
}
