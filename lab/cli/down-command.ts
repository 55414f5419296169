import type { Command } from 'commander';

export function addDownCommand(program: Command): void {
  program
    .command('down')
    .description('stop everything in order; data stays')
    .action(async () => {
      const { labHome } = await import('../runtimes/local/home.ts');
      const { down } = await import('../runtimes/local/down.ts');
      const { createSteps } = await import('./steps.ts');
      const { createTerminal } = await import('./terminal.ts');
      const terminal = createTerminal();
      const stopped = await down(labHome(), createSteps(terminal));
      if (!stopped) terminal.line('Nothing is running.');
    });
}
