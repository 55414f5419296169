import type { Phase } from './arrivals.ts';
import type { JourneyChoice, Scenario } from './scenario.ts';
import { stressSteps } from './stress.ts';

/** A phase with everything that its journeys take. */
export interface ScenarioPhase extends Phase {
  params?: Record<string, string | number>;
  journeys?: readonly JourneyChoice[] | undefined;
}

/** The run's stretches in order: first the steps of a stress search, then the phases. */
export function stretchesOf({ stress, phases }: Scenario): { steps: Phase[]; phases: readonly ScenarioPhase[] } {
  return { steps: stress === undefined ? [] : stressSteps(stress), phases };
}

/** All journeys that the scenario may begin. */
export function journeysOf({ journeys, phases }: Scenario): JourneyChoice['journey'][] {
  return [...new Set([...journeys, ...phases.flatMap((phase) => phase.journeys ?? [])].map(({ journey }) => journey))];
}

/** How many places the run may sell at most, roughly where nobody knows how fast the visitors are. */
export function placesNeeded(scenario: Scenario, vus: number | null): number {
  const { steps, phases } = stretchesOf(scenario);
  const rateAt = ({ from, to }: Phase): number => (vus === null ? (from + to) / 2 : vus * mostJourneysPerVisitor);
  return Math.ceil([...steps, ...phases].reduce((sum, phase) => sum + rateAt(phase) * phase.seconds, 0));
}

/** A second, in a closed model: a purchase waits for its ticket. */
const mostJourneysPerVisitor = 5;

/** Why a fixed number of visitors cannot run this scenario; undefined where they can. */
export function whyNotClosed(scenario: Scenario): string | undefined {
  if (scenario.stress !== undefined) return `${scenario.name} raises the arrival rate step by step`;
  if (journeysOf(scenario).includes('listen')) return 'its visitors stay connected until the run ends';
  return undefined;
}

/** Another peak, in journeys a second, or length than the scenario's own. */
export interface LoadWish {
  rate?: number;
  seconds?: number;
}

/**
 * The same shape at another peak rate and length: every rate and every second is multiplied. Phases with journeys of their
 * own keep their rate.
 */
export function scaleScenario(scenario: Scenario, wish: LoadWish): Scenario {
  const { steps, phases } = stretchesOf(scenario);
  const scaled = [...steps, ...phases.filter(({ journeys }) => journeys === undefined)];
  const peak = Math.max(0, ...scaled.flatMap(({ from, to }) => [from, to]));
  const length = [...steps, ...phases].reduce((sum, { seconds }) => sum + seconds, 0);
  const rateFactor = wish.rate === undefined || peak === 0 ? 1 : wish.rate / peak;
  const timeFactor = wish.seconds === undefined ? 1 : wish.seconds / length;
  const { stress } = scenario;
  return {
    ...scenario,
    ...(stress === undefined
      ? {}
      : {
          stress: {
            ...stress,
            from: times(stress.from, rateFactor),
            upTo: times(stress.upTo, rateFactor),
            seconds: Math.max(1, times(stress.seconds, timeFactor)),
          },
        }),
    phases: scenario.phases.map((phase) => ({
      ...phase,
      seconds: times(phase.seconds, timeFactor),
      from: times(phase.from, phase.journeys === undefined ? rateFactor : 1),
      to: times(phase.to, phase.journeys === undefined ? rateFactor : 1),
    })),
  };
}

/** Without the last digits, which floating point gets wrong. */
const times = (value: number, factor: number): number => Number((value * factor).toPrecision(12));

/** One of them by weight. */
export function chooseJourney(choices: readonly JourneyChoice[], random: () => number): JourneyChoice {
  const [first] = choices;
  if (first === undefined) throw new Error('unreachable: a scenario has at least one journey');
  if (choices.length === 1) return first;
  let left = random() * choices.reduce((sum, { weight }) => sum + weight, 0);
  for (const choice of choices) {
    left -= choice.weight;
    if (left < 0) return choice;
  }
  return first;
}
