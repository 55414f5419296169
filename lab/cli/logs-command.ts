import { InvalidArgumentError, type Command } from 'commander';

export function addLogsCommand(program: Command): void {
  program
    .command('logs')
    .argument('[name]', 'a service, one instance such as order-service-1, a store or supervisor; default: all')
    .option('-f, --follow', 'go on with what is written from now on', false)
    .option('-n, --lines <count>', 'how many lines from the end of each', parseLines, 20)
    .description('show what was logged')
    .action(async (name: string | undefined, flags: { follow: boolean; lines: number }) => {
      const { runLogs } = await import('./logs.ts');
      await runLogs(name, flags);
    });
}

function parseLines(text: string): number {
  const lines = Number(text);
  if (!Number.isInteger(lines) || lines < 0) throw new InvalidArgumentError('It must be a whole number.');
  return lines;
}
