import { Argument, type Command, InvalidArgumentError } from 'commander';

/** `./lab.sh exercise …`; what each does lies in run-exercise.ts. */
export function addExerciseCommand(program: Command): void {
  const exercise = program
    .command('exercise')
    .description('break, diagnose, repair, and be told whether you succeeded');
  const run = () => import('./run-exercise.ts');

  exercise
    .command('list')
    .description('all exercises, with the most points you have had')
    .action(async () => (await run()).listExercises());
  exercise
    .command('start <name>')
    .description('break the system as the exercise says; its number will do')
    .option('--seed <n>', 'the same seed, the same run', parseWhole, 1)
    .action(async (name: string, { seed }: { seed: number }) => (await run()).startExercise(name, seed));
  exercise
    .command('random')
    .description('one that the seed picks and nobody names')
    .option('--seed <n>', 'the same seed, the same exercise', parseWhole)
    .action(async ({ seed }: { seed?: number }) =>
      (await run()).startExercise('random', seed ?? Math.floor(Math.random() * 1e6)),
    );
  exercise
    .command('show')
    .alias('status')
    .description('story, question, and when it ends by itself')
    .action(async () => (await run()).showExercise());
  exercise
    .command('hint')
    .description('the next hint; it costs points')
    .action(async () => (await run()).takeHint());
  exercise
    .command('diagnose')
    .addArgument(new Argument('<answer>', 'the number of an answer').argParser(parseWhole))
    .description('say what the cause is; a wrong answer costs points')
    .action(async (answer: number) => (await run()).diagnose(answer));
  exercise
    .command('verify')
    .description('ask the live system whether it is repaired; exit code 1: not yet')
    .action(async () => {
      process.exitCode = await (await run()).verify();
    });
  exercise
    .command('restore')
    .description('end the exercise and undo what it did')
    .action(async () => (await run()).restore());
  exercise
    .command('score')
    .description('every attempt with its points and times')
    .action(async () => (await run()).showScores());
  exercise
    .command('export')
    .argument('[file]', 'where to write it; default: the screen')
    .requiredOption('--name <name>', 'how the class report shall call you; must be given')
    .description('your attempts as JSON, for ./lab.sh class report')
    .action(async (file: string | undefined, { name }: { name: string }) => (await run()).exportScores(name, file));
}

function parseWhole(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number < 2 ** 32) return number;
  throw new InvalidArgumentError('It must be a whole number.');
}
