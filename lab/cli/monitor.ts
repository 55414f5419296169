import { Option, type Command } from 'commander';
import { upstreamNames } from '@ticketlab/contracts/services';
import type { MonitorOptions } from './monitor-options.ts';

export function configureMonitor(program: Command): void {
  program
    .description('Shows how the running lab is doing. Exit code: 0 healthy, 1 degraded, 2 unreachable, 64 wrong usage.')
    .option('--watch', 'go on showing it, every two seconds')
    .option('--json', 'as JSON, with --watch one object a line')
    .addOption(
      new Option('--service <name>', 'only this service').choices(['api-gateway', ...upstreamNames, 'lab-controller']),
    )
    .action(async (options: MonitorOptions) => {
      const { runMonitor } = await import('./run-monitor.ts');
      process.exitCode = await runMonitor(options);
    });
}
