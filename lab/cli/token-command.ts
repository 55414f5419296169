import { Argument, type Command } from 'commander';
import type { DemoRole } from '../runtimes/local/accounts.ts';

export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .addArgument(new Argument('<role>', 'whose').choices(['customer', 'admin']))
    .description('print an access token of a demo account, for curl')
    .action(async (role: DemoRole) => {
      const { demoToken } = await import('./gateway.ts');
      console.log(await demoToken(role));
    });
}
