import { type Command, InvalidArgumentError, Option } from 'commander';

export interface ProfileFlags {
  instance?: string;
  /** seconds */
  for: number;
  top: number;
}

export function addProfileCommand(program: Command): void {
  program
    .command('profile')
    .argument('<service>')
    .option('--instance <id>', 'which one, as ./deploy.sh status names it; default: the first')
    .addOption(new Option('--for <time>', 'how long, 1s to 60s').argParser(parseTime).default(10, '10s'))
    .addOption(new Option('--top <n>', 'how many functions').argParser(parseTop).default(15))
    .description('take a CPU profile of a running service and name its hottest functions')
    .action(async (service: string, flags: ProfileFlags) => {
      const { runProfile } = await import('./profile.ts');
      await runProfile(service, flags);
    });
}

function parseTime(text: string): number {
  const seconds = Number(/^(\d+)s?$/.exec(text)?.[1]);
  if (!(seconds >= 1 && seconds <= 60)) throw new InvalidArgumentError('It must be seconds, 1s to 60s.');
  return seconds;
}

function parseTop(text: string): number {
  const top = Number(text);
  if (!Number.isInteger(top) || top < 1 || top > 200) throw new InvalidArgumentError('It must be 1 to 200.');
  return top;
}
