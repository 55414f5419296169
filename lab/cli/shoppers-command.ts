import { shoppersSchema } from '@ticketlab/contracts/http/lab';
import { Argument, type Command } from 'commander';

export function addShoppersCommand(program: Command): void {
  program
    .command('shoppers')
    .addArgument(new Argument('[switch]', 'without it: how they fare').choices(['on', 'off']))
    .description('keep two journeys a second going, so that there is something to see')
    .action(async (wish: 'on' | 'off' | undefined) => {
      const { connectToLab } = await import('./lab-api.ts');
      const lab = await connectToLab();
      const { on, completed, failed } =
        wish === undefined
          ? await lab.call('GET', '/shoppers', shoppersSchema)
          : await lab.call('PUT', '/shoppers', shoppersSchema, { on: wish === 'on' });
      console.log(
        on
          ? `Shoppers are on: ${completed} journeys done, ${failed} failed. They stop by themselves after two hours.`
          : `Shoppers are off: ${completed} journeys done, ${failed} failed.`,
      );
    });
}
