import type { Command } from 'commander';

export function addPreflightCommand(program: Command): void {
  program
    .command('preflight')
    .description(
      'check whether this machine can run the lab, and say what to install; exit code 1: something is missing',
    )
    .action(async () => {
      process.exitCode = await (await import('./preflight.ts')).runPreflight();
    });
}
