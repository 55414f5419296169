import { InvalidArgumentError, type Command } from 'commander';

const most = 20;

export function addScaleCommand(program: Command): void {
  program
    .command('scale')
    .argument('<service>')
    .argument('<instances>', `how many, 0 to ${most}`, parseInstances)
    .description('start or drain instances of a service')
    .action(async (service: string, instances: number) => {
      const { runScale } = await import('./scale.ts');
      await runScale(service, instances);
    });
}

function parseInstances(text: string): number {
  const instances = Number(text);
  if (text.trim() === '' || !Number.isInteger(instances) || instances < 0 || instances > most) {
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${most}.`);
  }
  return instances;
}
