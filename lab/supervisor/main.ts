import { readFileSync } from 'node:fs';
import type { LabPlan } from './plan.ts';
import { startSupervisor } from './supervisor.ts';

const planFile = process.argv[2];
if (planFile === undefined) {
  process.stderr.write('usage: main.ts PLAN.json\n');
  process.exit(2);
}
const plan = JSON.parse(readFileSync(planFile, 'utf8')) as LabPlan;
let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  void supervisor.close().then(() => process.exit(0));
};
const supervisor = await startSupervisor(plan, (line) => process.stdout.write(`${line}\n`), stop);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
process.on('SIGHUP', () => undefined);
