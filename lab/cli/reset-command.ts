import type { Command } from 'commander';

export function addResetCommand(program: Command): void {
  program
    .command('reset')
    .description('stop everything and delete all data, logs and secrets of this lab')
    .option('-y, --yes', 'do not ask', false)
    .action(async ({ yes }: { yes: boolean }) => {
      const { runReset } = await import('./reset.ts');
      await runReset(yes);
    });
}
