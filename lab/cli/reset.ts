import { createInterface } from 'node:readline/promises';
import { down } from '../runtimes/local/down.ts';
import { labHome } from '../runtimes/local/home.ts';
import { deleteData, dataDirs } from '../runtimes/local/reset.ts';
import { CliError } from './errors.ts';
import { createSteps } from './steps.ts';
import { createTerminal } from './terminal.ts';

export async function runReset(yes: boolean): Promise<void> {
  const home = labHome();
  const terminal = createTerminal();
  if (
    !yes &&
    !(await confirm(`This deletes all data of the lab:\n  ${dataDirs(home).join('\n  ')}\nContinue? [y/N] `))
  ) {
    terminal.line('Nothing was changed.');
    return;
  }
  const steps = createSteps(terminal);
  await down(home, steps);
  await steps.run('delete data, logs and secrets', async () => {
    await deleteData(home);
    return undefined;
  });
}

async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new CliError('reset asks before it deletes; without a terminal give --yes.', 2);
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await prompt.question(question)).trim());
  } finally {
    prompt.close();
  }
}
