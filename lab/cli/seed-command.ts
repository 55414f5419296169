import type { Command } from 'commander';

export function addSeedCommand(program: Command): void {
  program
    .command('seed')
    .description('add what is missing of the demo data')
    .action(async () => {
      const { connectToGateway } = await import('./gateway.ts');
      const { seed } = await import('../seed/seed.ts');
      const { createSteps } = await import('./steps.ts');
      const { createTerminal } = await import('./terminal.ts');
      const gateway = await connectToGateway();
      await createSteps(createTerminal()).run('load demo data', async () => {
        const added = await seed(gateway, new Date());
        return added === 0 ? 'nothing was missing' : `${added} events added`;
      });
    });
}
