import type { Command } from 'commander';

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('what runs, where, and why something does not; exit code 1 unless all is well')
    .action(async () => {
      const { runStatus } = await import('./status.ts');
      await runStatus();
    });
}
