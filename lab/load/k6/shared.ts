import type { Scenario } from '../scenario.ts';
import { type ScenarioPhase, stretchesOf } from '../scenario-shape.ts';

/** The metrics that the script records and the wrapper reads. */
export const metricNames = {
  duration: 'journey_duration',
  failed: 'journey_failed',
  injected: 'journey_injected',
  outcomes: 'journey_outcomes',
  errors: 'journey_errors',
} as const;

export const otherErrors = 'other';
/** What the lab damaged, of whatever type. */
export const injectedErrors = 'on purpose';

/** What k6 can run of a scenario: the first step of a stress search that misses a limit ends k6, so nothing follows it. */
export function forK6(scenario: Scenario): Scenario {
  if (scenario.stress === undefined) return scenario;
  const left = scenario.phases.map(({ name }) => `${name} `);
  const thresholds = scenario.thresholds.filter((text) => !left.some((name) => text.startsWith(name)));
  return { ...scenario, phases: [], thresholds };
}

/** The phases of a scenario for k6, steps included. */
export function k6Phases(scenario: Scenario): readonly ScenarioPhase[] {
  const { steps, phases } = stretchesOf(scenario);
  return [...steps, ...phases];
}
