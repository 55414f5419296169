import { serviceNames } from '@ticketlab/contracts/services';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { AutoscaleFlags } from './experiment-flags.ts';

export function addExperimentCommand(program: Command): void {
  const experiment = program
    .command('experiment')
    .description('predict what the lab will do, then see whether it does');
  experiment
    .command('autoscale')
    .description(
      'State the replica curve that a load will cause, put on exactly that load, and judge.\n' +
        'Exit code: 0 met, 1 missed, 2 refused or wrong usage, 3 inconclusive or not carried out.',
    )
    .addOption(
      new Option('--service <name>', 'who is loaded')
        .choices(serviceNames.filter((name) => name !== 'lab-controller'))
        .default('order-service'),
    )
    .addOption(new Option('--millicores <n>', 'CPU to burn, all instances together').argParser(parseAmount))
    .addOption(new Option('--megabytes <n>', 'memory to hold instead').argParser(parseAmount).conflicts('millicores'))
    .option('--hold <time>', 'how long, for example 90s; default 3m', parseHold)
    .option('--time-scale <n>', 'divide all times of the autoscaler, 1 to 60', parseTimeScale, 1)
    .option('--dry-run', 'only predict')
    .option('--json', 'the whole report as JSON')
    .action(async (flags: AutoscaleFlags) => {
      const { runAutoscaleExperiment } = await import('./experiment.ts');
      process.exitCode = await runAutoscaleExperiment(flags);
    });
}

function parseAmount(text: string): number {
  const amount = Number(text);
  if (Number.isInteger(amount) && amount >= 1 && amount <= 100_000) return amount;
  throw new InvalidArgumentError('It must be a whole number from 1 to 100000.');
}

function parseHold(text: string): number {
  const [, number, unit] = /^(\d+)(s|m)$/.exec(text) ?? [];
  const seconds = Number(number) * (unit === 'm' ? 60 : 1);
  if (seconds >= 5 && seconds <= 3_600) return seconds * 1000;
  throw new InvalidArgumentError('It must be seconds or minutes, for example 90s or 3m, from 5s to 60m.');
}

function parseTimeScale(text: string): number {
  const scale = Number(text);
  if (scale >= 1 && scale <= 60) return scale;
  throw new InvalidArgumentError('It must be a number from 1 to 60.');
}
