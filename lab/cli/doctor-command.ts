import type { Command } from 'commander';
import type { DoctorFlags } from './doctor-flags.ts';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .argument('[service]', 'default: all that have an autoscaler')
    .option('--kubernetes', 'ask a cluster through kubectl instead of the local runtime')
    .option('--namespace <name>', "of the cluster; default: that of kubectl's context")
    .option('--json', 'as JSON')
    .description(
      'Explain why the autoscaler scaled or did not, and what would change that.\n' +
        'Exit code: 0 it works, 1 something keeps it from working, 2 wrong usage.',
    )
    .action(async (service: string | undefined, flags: DoctorFlags) => {
      const { runDoctor } = await import('./doctor.ts');
      process.exitCode = await runDoctor(service, flags);
    });
}
