import { workloadNames, type WorkloadName } from '../runtimes/local/workloads.ts';
import { CliError } from './errors.ts';

/** A service's name as it is written everywhere. */
export function parseWorkloadName(text: string): WorkloadName {
  const found = workloadNames.find((name) => name === text);
  if (found !== undefined) return found;
  throw new CliError(`there is no service ${text}; there are ${workloadNames.join(', ')}`, 2);
}
