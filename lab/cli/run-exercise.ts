import {
  attemptsSchema,
  currentExerciseSchema,
  diagnosisSchema,
  exerciseListSchema,
  hintSchema,
  runningExerciseSchema,
  type ShownExercise,
  verificationSchema,
} from '@ticketlab/contracts/http/exercises';
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { CliError } from './errors.ts';
import { connectToLab } from './lab-api.ts';
import { fitTable, formatTable } from './table.ts';
import { createTerminal } from './terminal.ts';

const terminal = createTerminal();

export async function listExercises(): Promise<void> {
  const lab = await connectToLab();
  const { items, broken } = await lab.call('GET', '/exercises', exerciseListSchema);
  const rows = items.map(({ name, title, level, minutes, best }) => [
    name,
    title,
    level,
    `${minutes} min`,
    best === null ? '-' : String(best),
  ]);
  const table = [['NAME', 'TITLE', 'LEVEL', 'TAKES', 'BEST'], ...rows];
  for (const line of fitTable(table, terminal.columns, 1)) terminal.line(line);
  for (const { name, problems } of broken) {
    terminal.line(`\n${terminal.paint('red', 'broken')} ${name}`);
    for (const problem of problems) terminal.line(`  ${problem}`);
  }
  terminal.line('\nStart one with ./lab.sh exercise start NAME; its README lies in labs/NAME.');
}

export async function startExercise(name: string, seed: number): Promise<void> {
  const lab = await connectToLab();
  const path = `/exercises/${encodeURIComponent(name)}/start`;
  show(await lab.call('POST', path, runningExerciseSchema, { seed }));
}

export async function showExercise(): Promise<void> {
  const lab = await connectToLab();
  const { running } = await lab.call('GET', '/exercises/current', currentExerciseSchema);
  if (running === null) terminal.line('No exercise runs; ./lab.sh exercise list shows what there is.');
  else show(running);
}

export async function takeHint(): Promise<void> {
  const lab = await connectToLab();
  const { text, cost, left } = await lab.call('POST', '/exercises/current/hint', hintSchema);
  terminal.line(text);
  terminal.line(terminal.paint('dim', `${cost} points; ${left === 0 ? 'no more hints' : `${left} more`}`));
}

export async function diagnose(answer: number): Promise<void> {
  const lab = await connectToLab();
  const body = { answer };
  const { right, because } = await lab.call('POST', '/exercises/current/diagnose', diagnosisSchema, body);
  if (right) terminal.line(`${terminal.paint('green', 'Right.')} ${because ?? ''}`);
  else terminal.line(`${terminal.paint('red', 'No.')} Look again; a wrong answer costs points.`);
}

/** Resolves to the exit code. */
export async function verify(): Promise<number> {
  const lab = await connectToLab();
  const { solved, gaveUp, findings, points } = await lab.call('POST', '/exercises/current/verify', verificationSchema);
  for (const { met, seen, why } of findings) {
    terminal.line(`${met ? terminal.paint('green', 'met  ') : terminal.paint('red', 'unmet')}  ${seen}`);
    if (!met) terminal.line(`       ${why}`);
  }
  if (gaveUp !== null) {
    terminal.line(`\nThis attempt counts as given up: ${gaveUp}. ./lab.sh exercise restore, and try again.`);
    return 1;
  }
  if (!solved) {
    terminal.line('\nNot yet.');
    return 1;
  }
  terminal.line(`\n${terminal.paint('green', 'Solved')} with ${points} points. ./lab.sh exercise restore ends it.`);
  return 0;
}

export async function restore(): Promise<void> {
  const lab = await connectToLab();
  await lab.call('POST', '/exercises/current/restore', z.undefined());
  terminal.line('Restored: no fault is left, sizes and manifests are as they were.');
}

export async function showScores(): Promise<void> {
  const lab = await connectToLab();
  const { items } = await lab.call('GET', '/exercises/attempts', attemptsSchema);
  if (items.length === 0) {
    terminal.line('No exercise has been finished yet.');
    return;
  }
  const seconds = (value: number | null) => (value === null ? '-' : `${Math.round(value)} s`);
  const rows = items.map((one) => [
    one.exercise,
    String(one.points),
    seconds(one.secondsToDetect),
    seconds(one.secondsToMitigate),
    String(one.hintsTaken),
    String(one.wrongAnswers),
    one.gaveUp === null ? '' : `given up: ${one.gaveUp}`,
  ]);
  const head = ['EXERCISE', 'POINTS', 'DETECTED', 'MITIGATED', 'HINTS', 'WRONG', ''];
  for (const line of formatTable([head, ...rows])) terminal.line(line);
}

export async function exportScores(name: string, file: string | undefined): Promise<void> {
  const lab = await connectToLab();
  const { items } = await lab.call('GET', '/exercises/attempts', attemptsSchema);
  const text = `${JSON.stringify({ name, exportedAt: new Date().toISOString(), attempts: items }, null, 2)}\n`;
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CliError(`${file} cannot be written: ${(error as Error).message}`);
  }
  terminal.line(`${items.length} ${items.length === 1 ? 'attempt' : 'attempts'} written to ${file}`);
}

function show(running: ShownExercise): void {
  const { title, story, symptom, question, answers, gaveUp } = running;
  if (gaveUp !== null) {
    terminal.line(`This attempt counts as given up: ${gaveUp}. ./lab.sh exercise restore ends it.`);
    return;
  }
  terminal.line(terminal.paint('bold', title ?? 'An exercise without a name'));
  terminal.line(`\n${story.trim()}`);
  if (symptom !== null) terminal.line(`\nWhat can be seen: ${symptom}`);
  terminal.line(`\n${question}`);
  for (const [index, answer] of answers.entries()) terminal.line(`  ${index + 1}  ${answer}`);
  terminal.line('\nAnswer with ./lab.sh exercise diagnose N, then repair, then ./lab.sh exercise verify.');
  terminal.line(`It ends by itself, unsolved, at ${running.endsAt.slice(11, 16)} UTC.`);
  if (running.hintsLeft > 0) terminal.line(terminal.paint('dim', `${running.hintsLeft} hints are left.`));
}
