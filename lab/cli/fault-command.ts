import {
  type FaultKind,
  faultKinds,
  type FaultPreset,
  faultPresets,
  faultServices,
  longestFaultSeconds,
} from '@ticketlab/contracts/http/faults';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';

export interface StartFlags {
  service: string;
  instance?: string;
  release?: string;
  route?: string;
  preset: FaultPreset;
  set: [string, string][];
  probability?: number;
  seed?: number;
  /** seconds */
  for: number;
  json?: boolean;
}

export interface JsonFlag {
  json?: boolean;
}

export function addFaultCommand(program: Command): void {
  const fault = program
    .command('fault')
    .description('break something on purpose, for a while: every fault ends by itself');
  const json = (): Option => new Option('--json', 'for programs');

  fault
    .command('list')
    .addOption(json())
    .description('what is broken now, by whom, and for how long still')
    .action(async (flags: JsonFlag) => (await import('./fault.ts')).listFaults(flags));
  fault
    .command('kinds')
    .addArgument(new Argument('[kind]').choices(faultKinds))
    .addOption(json())
    .description('what can be broken, within which limits, where it shows and what is spared')
    .action(async (kind: FaultKind | undefined, flags: JsonFlag) =>
      (await import('./fault.ts')).showKinds(kind, flags),
    );
  fault
    .command('start')
    .addArgument(new Argument('<kind>', '`fault kinds` explains them').choices(faultKinds))
    .addOption(new Option('--service <name>', 'whom it hits').choices(faultServices).makeOptionMandatory())
    .option('--instance <id>', 'only this instance, as ./deploy.sh status names it')
    .option('--release <version>', 'only instances of this version, also those that come later')
    .option('--route <template>', 'only this route, for example "GET /api/orders/:id"; of the gateway: "/api/orders/*"')
    .addOption(new Option('--preset <name>', 'how bad').choices(faultPresets).default('mild'))
    .option('--set <name=value>', 'a parameter of the kind; may be repeated', parseSetting, [])
    .option('--probability <share>', 'of requests or messages that are hit, for example 0.2', parseShare)
    .option('--seed <n>', 'the same seed, the same ones are hit; default: chosen', parseSeed)
    .requiredOption('--for <time>', 'when it ends, for example 60s or 5m', parseTime)
    .addOption(json())
    .description('break it')
    .action(async (kind: FaultKind, flags: StartFlags) => (await import('./fault.ts')).startFault(kind, flags));
  fault
    .command('stop')
    .argument('<id>', 'as `list` shows it; its last characters will do')
    .description('end one now')
    .action(async (id: string) => (await import('./fault.ts')).stopFault(id));
  fault
    .command('clear')
    .addOption(json())
    .description('end all now; during an exercise this counts as giving up')
    .action(async (flags: JsonFlag) => (await import('./fault.ts')).clearFaults(flags));
}

function parseSetting(text: string, before: [string, string][]): [string, string][] {
  const [, name, value] = /^([A-Za-z]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be name=value.');
  return [...before, [name, value]];
}

function parseShare(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('It must be above 0 and at most 1.');
  return share;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (text.trim() === '' || !Number.isInteger(seed) || seed < 0 || seed > 4_294_967_295) {
    throw new InvalidArgumentError('It must be a whole number from 0 to 4294967295.');
  }
  return seed;
}

function parseTime(text: string): number {
  const [, number, unit] = /^(\d+)(s|m)$/.exec(text) ?? [];
  const seconds = Number(number) * (unit === 'm' ? 60 : 1);
  if (!(seconds >= 1 && seconds <= longestFaultSeconds)) {
    throw new InvalidArgumentError(
      `It must be seconds or minutes, for example 60s or 5m, at most ${longestFaultSeconds / 60}m.`,
    );
  }
  return seconds;
}
