import { Option, type Command } from 'commander';
import { CliError } from './errors.ts';

interface UpFlags {
  storesOnly: boolean;
}

export function addUpCommand(program: Command): void {
  program
    .command('up', { isDefault: true })
    .description('start everything, load demo data and buy one ticket (the default command)')
    .addOption(new Option('--mode <mode>', 'which runtime').choices(['local']).default('local'))
    .option('--stores-only', 'only the stores, migrated and with topics, for running services by hand', false)
    .allowExcessArguments()
    .action(async (flags: UpFlags, command: Command) => {
      const [stray] = command.args;
      if (stray !== undefined) throw new CliError(`there is no command ${stray}; see ./deploy.sh --help`, 2);
      const { runUp } = await import('./up.ts');
      await runUp(flags);
    });
}
