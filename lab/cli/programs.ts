import type { Command } from 'commander';

/** Where wrong usage does not exit with 2: monitor.sh has a meaning of its own for that. */
export const usageExitCodes: Partial<Record<string, number>> = { 'monitor.sh': 64 };

/** By script: what adds its commands and options. Loaded only when asked for, so that each starts quickly. */
export const programs: Partial<Record<string, (program: Command) => Promise<void>>> = {
  'deploy.sh': async (program) => (await import('./deploy.ts')).configureDeploy(program),
  'load-test.sh': async (program) => (await import('./load-test.ts')).configureLoadTest(program),
  'monitor.sh': async (program) => (await import('./monitor.ts')).configureMonitor(program),
  'lab.sh': async (program) => (await import('./lab.ts')).configureLab(program),
};
