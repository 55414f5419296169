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

/** The phases that k6 runs: of a stress search the steps, whose first miss ends the run. */
export function k6Phases(scenario: Scenario): readonly ScenarioPhase[] {
  const { steps, phases } = stretchesOf(scenario);
  return steps.length > 0 ? steps : phases;
}
