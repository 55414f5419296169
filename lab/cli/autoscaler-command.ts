import { InvalidArgumentError, type Command } from 'commander';
import type { AutoscalerFlags } from './autoscaler-flags.ts';
import { parseWorkloadName } from './parse-workload-name.ts';

export function addAutoscalerCommand(program: Command): void {
  program
    .command('autoscaler')
    .argument('[what]', 'on, off, or nothing to see what it did last', parseWhat)
    .argument('[service]', 'only this service')
    .option('--sync-period <time>', 'between decisions, for example 5s; Kubernetes has 15s', parsePeriod)
    .option('--time-scale <n>', 'divide sync period, policy periods and stabilization windows, 1 to 60', parseScale)
    .description('show or switch the autoscaler of the local runtime')
    .action(async (what: 'on' | 'off' | undefined, service: string | undefined, flags: AutoscalerFlags) => {
      const { runAutoscaler } = await import('./autoscaler.ts');
      await runAutoscaler(what, service === undefined ? undefined : parseWorkloadName(service), flags);
    });
}

function parseWhat(text: string): string {
  if (text === 'on' || text === 'off') return text;
  throw new InvalidArgumentError('It must be on or off.');
}

function parsePeriod(text: string): number {
  const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(text)?.[1]);
  if (seconds >= 0.5 && seconds <= 300) return seconds;
  throw new InvalidArgumentError('It must be seconds, for example 5s, from 0.5s to 300s.');
}

function parseScale(text: string): number {
  const scale = Number(text);
  if (scale >= 1 && scale <= 60) return scale;
  throw new InvalidArgumentError('It must be a number from 1 to 60.');
}
