import { parseArgs } from 'node:util';
import type { Benchmark } from './report.ts';

const benchmarks: Record<string, () => Promise<Benchmark>> = {
  reservation: () => import('./reservation.ts'),
  gateway: () => import('./gateway.ts'),
  purchase: () => import('./purchase.ts'),
  catalogue: () => import('./catalogue.ts'),
  startup: () => import('./startup.ts'),
  sockets: () => import('./sockets.ts'),
  predictability: () => import('./predictability.ts'),
  'load-engine': () => import('./load-engine.ts'),
};

const usage = `npm run bench -- NAME [--rounds N] [--cold] [--json]
npm run bench -- list

Measures NAME in interleaved rounds and prints min / median / max of each variant, ratios and goals.

  --rounds N   how often every variant is measured, default 5
  --cold       startup only: also a fresh clone with empty caches, downloads included
  --json       all numbers as JSON instead of the table

Exit code 0: all goals met. 1: one was missed. 2: wrong usage.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    cold: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [name = '', ...rest] = positionals;
const rounds = Number(values.rounds);

if (values.help) {
  process.stdout.write(usage);
} else if (name === 'list') {
  for (const [known, load] of Object.entries(benchmarks)) console.log(`${known.padEnd(14)}${(await load()).about}`);
} else {
  const load = benchmarks[name];
  if (load === undefined || rest.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
    process.stderr.write(usage);
    process.exitCode = 2;
  } else {
    const report = await (await load()).run({ rounds, cold: values.cold });
    console.log(values.json ? JSON.stringify(report.toJson(), null, 2) : report.toText());
    if (report.missed) process.exitCode = 1;
  }
}
