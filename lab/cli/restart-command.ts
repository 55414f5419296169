import type { Command } from 'commander';

export function addRestartCommand(program: Command): void {
  program
    .command('restart <service>')
    .description('bundle a service anew and replace its instances one by one, without a failed request')
    .action(async (service: string) => {
      const { runRestart } = await import('./restart.ts');
      await runRestart(service);
    });
}
