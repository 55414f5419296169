import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { LoadTestFlags } from './load-test-flags.ts';

/** Known here, so that --help need not load the engine. A test holds it against lab/load/scenarios. */
export const scenarioChoices = [
  'smoke',
  'browse',
  'purchase',
  'flash-sale',
  'spike',
  'stress',
  'soak',
  'cpu',
  'memory',
  'errors',
  'sockets',
];

export function configureLoadTest(program: Command): void {
  program
    .description(
      'Puts load on the lab: arrivals come by schedule however slow the answers are, and latency counts from when they were due.\n' +
        'Without a scenario: a round of about two minutes through the basic ones.\n' +
        'Exit code: 0 passed, 1 failed, 2 wrong usage, 3 inconclusive.',
    )
    .addArgument(new Argument('[scenario]', 'what visitors do').choices(scenarioChoices))
    .option('--scenario <file>', 'one of your own, in YAML or JSON; begin with what --print shows')
    .option('--rate <n>', 'journeys a second at the peak', parseRate)
    .option('--duration <time>', 'how long, for example 30s or 2m', parseDuration)
    .option('--vus <n>', 'closed model instead: so many visitors, each begins again when done', parseVisitors)
    .option('--target <url>', 'a gateway; default: that of the running lab', parseTarget)
    .option('--seed <n>', 'the same seed, the same visitors', parseSeed, 1)
    .addOption(new Option('--engine <name>', 'what makes the load').choices(['ticketlab', 'k6']).default('ticketlab'))
    .option('--print', 'show the scenario as a file and end')
    .option('--k6-script <file>', 'write the scenario as a k6 script, for example for a cluster, and end')
    .action(async (scenario: string | undefined, flags: LoadTestFlags) => {
      const { runLoadTestCommand } = await import('./run-load-test.ts');
      process.exitCode = await runLoadTestCommand(scenario, flags);
    });
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (!(rate > 0 && rate <= 10_000)) throw new InvalidArgumentError('It must be a number above 0 and up to 10000.');
  return rate;
}

function parseVisitors(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 10_000) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 10000.');
  }
  return count;
}

function parseDuration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(s|m)$/.exec(text) ?? [];
  const seconds = Number(number) * (unit === 'm' ? 60 : 1);
  if (!(seconds >= 1 && seconds <= 86_400)) {
    throw new InvalidArgumentError('It must be seconds or minutes, for example 30s or 2m, from 1s to 1440m.');
  }
  return seconds;
}

function parseTarget(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:') throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:8080.');
  return url.origin;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return seed;
}
