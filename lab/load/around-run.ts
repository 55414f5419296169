import type { LoadData } from './journey.ts';
import { watchMachine } from './machine-use.ts';
import type { Setting } from './prepare/setting.ts';
import { checkSale } from './sale-check.ts';
import type { Scenario } from './scenario.ts';
import type { RunResult, RunSummary } from './summary.ts';
import { watchBreaker } from './watch-breaker.ts';

export interface Surroundings {
  target: string;
  /** from which all processes of the lab descend; null where it does not run here: then nobody is said to disturb it */
  labProcesses: readonly number[] | null;
  /** what happens before and after the run itself, a line each */
  onNote: (line: string) => void;
}

/** Adds to a run what is to be seen around it: the watched breaker, the machine, the seats afterwards. */
export async function watchAround(
  scenario: Scenario,
  { target, labProcesses, onNote }: Surroundings,
  { setting, data }: { setting: Setting; data: LoadData },
  run: () => Promise<RunResult>,
): Promise<Omit<RunSummary, 'invariants'>> {
  const breaker = scenario.watchBreaker === undefined ? null : await watchBreaker(target, scenario.watchBreaker);
  const watched = watchMachine(labProcesses);
  const result = await run().finally(() => breaker?.stop());
  const machine = watched.stop();
  if (data.rush !== null) onNote('Counting seats and tickets …');
  const sale = data.rush === null ? null : await checkSale(setting, data.rush, data.customers);
  return { ...result, machine, sale, breaker: breaker?.states ?? null };
}
