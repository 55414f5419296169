import type { Command } from 'commander';

export function addClassCommand(program: Command): void {
  program
    .command('class')
    .description('for teachers')
    .command('report')
    .argument('<files...>', 'what trainees wrote with ./lab.sh exercise export')
    .option('--out <file>', 'where to write the table', 'class.html')
    .description('one HTML table of everybody: points, time to detect, time to mitigate')
    .action(async (files: string[], { out }: { out: string }) => {
      const { writeClassReport } = await import('./class-report.ts');
      writeClassReport(files, out);
    });
}
