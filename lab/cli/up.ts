import { labHome } from '../runtimes/local/home.ts';
import { parseLocalSettings } from '../runtimes/local/settings.ts';
import { up } from '../runtimes/local/up.ts';
import { finishLab } from './finish-lab.ts';
import { createSteps } from './steps.ts';
import { createTerminal } from './terminal.ts';
import { printWelcome } from './welcome.ts';

export async function runUp({ storesOnly }: { storesOnly: boolean }): Promise<void> {
  const terminal = createTerminal();
  const steps = createSteps(terminal);
  const started = performance.now();
  const home = labHome();
  const finish = finishLab(steps);
  const { plan, alreadyRunning } = await up({ home, env: process.env, storesOnly, steps, finish });
  if (alreadyRunning) {
    terminal.line('Already running.');
  } else {
    terminal.line(terminal.paint('bold', `Ready after ${((performance.now() - started) / 1000).toFixed(1)} s.`));
  }
  const { profile } = parseLocalSettings(process.env);
  printWelcome(terminal, plan, { storesOnly, demo: profile === 'lab' });
}
