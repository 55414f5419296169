/** What a benchmark may be told. */
export interface BenchOptions {
  /** How often every variant is measured, in turn with the others. */
  readonly rounds: number;
  /** Also from empty caches, where that makes a difference. */
  readonly cold: boolean;
}

/** A module of this folder. */
export interface Benchmark {
  /** One line for `list`. */
  readonly about: string;
  readonly run: (options: BenchOptions) => Promise<Report>;
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export interface Report {
  /** One measurement of a variant; call it once per variant and round, so that rounds can be compared. */
  add(scenario: string, variant: string, numbers: Record<string, number>): void;
  /** What a variant has of a metric, over the rounds. */
  spread(scenario: string, variant: string, metric: string): Spread;
  /** How many times as much `variant` has of a metric as `other`, round by round. */
  ratio(scenario: string, metric: string, variant: string, other: string): Spread;
  /** Judges a number; the report fails when a goal is missed. */
  goal(what: string, actual: number, wanted: { atLeast: number } | { atMost: number }): void;
  readonly missed: boolean;
  toText(): string;
  toJson(): unknown;
}

type Rounds = Map<string, Map<string, Record<string, number>[]>>;

function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  return { min: quantile(sorted, 0), median: quantile(sorted, 0.5), max: quantile(sorted, 1) };
}

/** The value below which the share `q` (0 to 1) of the sorted numbers lies; between two of them, the line between. */
export function quantile(sorted: readonly number[], q: number): number {
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

export function createReport(): Report {
  const scenarios: Rounds = new Map();
  const ratios: { label: string; spread: Spread }[] = [];
  const goals: { what: string; actual: number; wanted: string; met: boolean }[] = [];

  const roundsOf = (scenario: string, variant: string) => scenarios.get(scenario)?.get(variant) ?? [];

  return {
    add(scenario, variant, numbers) {
      const variants = scenarios.get(scenario) ?? new Map<string, Record<string, number>[]>();
      scenarios.set(scenario, variants);
      variants.set(variant, [...(variants.get(variant) ?? []), numbers]);
    },

    spread: (scenario, variant, metric) =>
      spreadOf(roundsOf(scenario, variant).map((numbers) => numbers[metric] ?? Number.NaN)),

    ratio(scenario, metric, variant, other) {
      const others = roundsOf(scenario, other);
      const perRound = roundsOf(scenario, variant).map(
        (numbers, round) => (numbers[metric] ?? Number.NaN) / (others[round]?.[metric] ?? Number.NaN),
      );
      const spread = spreadOf(perRound);
      ratios.push({ label: `${scenario}: ${metric}, ${variant} / ${other}`, spread });
      return spread;
    },

    goal(what, actual, wanted) {
      const met = 'atLeast' in wanted ? actual >= wanted.atLeast : actual <= wanted.atMost;
      const words = 'atLeast' in wanted ? `at least ${wanted.atLeast}` : `at most ${wanted.atMost}`;
      goals.push({ what, actual, wanted: words, met });
    },

    get missed() {
      return goals.some(({ met }) => !met);
    },

    toText() {
      const lines = [...scenarios].flatMap(([scenario, variants]) => ['', scenario, ...toTable(variants)]);
      if (ratios.length > 0) lines.push('', 'ratios, round by round (min / median / max)');
      for (const { label, spread } of ratios) lines.push(`  ${label}: ${toCell(spread)}`);
      if (goals.length > 0) lines.push('', 'goals');
      for (const { what, actual, wanted, met } of goals) {
        lines.push(`  ${met ? 'met   ' : 'MISSED'} ${what}: ${toDigits(actual)} (${wanted})`);
      }
      return lines.join('\n').trimStart();
    },

    toJson: () => ({
      scenarios: Object.fromEntries([...scenarios].map(([name, variants]) => [name, Object.fromEntries(variants)])),
      ratios,
      goals,
    }),
  };
}

function toTable(variants: Map<string, Record<string, number>[]>): string[] {
  const metrics = [...new Set([...variants.values()].flatMap((rounds) => rounds.flatMap(Object.keys)))];
  const rows = [['', ...metrics]];
  for (const [variant, rounds] of variants) {
    rows.push([variant, ...metrics.map((metric) => toCell(spreadOf(rounds.map((numbers) => numbers[metric] ?? NaN))))]);
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd());
}

function toCell({ min, median, max }: Spread): string {
  return [min, median, max].map(toDigits).join(' / ');
}

function toDigits(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
