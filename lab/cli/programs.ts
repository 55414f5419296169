import type { Command } from 'commander';

/** By script: what adds its commands and options. Loaded only when asked for, so that each starts quickly. */
export const programs: Partial<Record<string, (program: Command) => Promise<void>>> = {
  'deploy.sh': async (program) => (await import('./deploy.ts')).configureDeploy(program),
  'load-test.sh': async (program) => (await import('./load-test.ts')).configureLoadTest(program),
  'monitor.sh': async (program) => (await import('./monitor.ts')).configureMonitor(program),
  'lab.sh': async (program) => (await import('./lab.ts')).configureLab(program),
};
