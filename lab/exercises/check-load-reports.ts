import type { Check } from './exercise-schema.ts';
import type { ExerciseWorld, LoadReport } from './world.ts';

function suffices(
  { verdict, failed, met }: LoadReport,
  { ended, failedAtMost, thresholds }: Extract<Check, { check: 'load-test' }>,
): boolean {
  if (failedAtMost !== undefined) return failed <= failedAtMost;
  if (thresholds !== undefined) return thresholds.every((threshold) => met.includes(threshold));
  return ended || verdict === 'passed';
}

/** Of runs that count, whatever their verdict. */
function howItEnded(reports: LoadReport[]): string {
  if (reports.some(({ verdict }) => verdict === 'passed')) return 'passed';
  const inconclusive = reports.some(({ verdict }) => verdict === 'inconclusive');
  return inconclusive ? 'ended without a failure (inconclusive)' : 'has been run';
}

/** Looks at the reports of load tests that began since the exercise did. */
export async function askLoadReports(
  world: ExerciseWorld,
  check: Extract<Check, { check: 'load-test' }>,
  since: number,
): Promise<[boolean, string]> {
  const { scenario, during } = check;
  const mine = (await world.loadReports()).filter(
    (report) => report.scenario === scenario && Date.parse(report.startedAt) >= since,
  );
  const passed = mine.filter((report) => suffices(report, check));
  if (passed.length === 0) {
    const [last] = mine.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
    const seen = last === undefined ? 'has not been run' : `was ${last.verdict} with ${last.failed} failed journeys`;
    return [false, `the load test ${scenario} ${seen} since the start`];
  }
  if (during === undefined) return [true, `the load test ${scenario} ${howItEnded(passed)} since the start`];
  const times = (await world.runtime.state()).events
    .filter(({ subject, type }) => subject.startsWith(during.subject) && type === during.type)
    .map(({ at }) => Date.parse(at));
  const met = passed.some(({ startedAt, seconds }) => {
    const from = Date.parse(startedAt);
    return times.some((time) => time >= from && time <= from + seconds * 1_000);
  });
  const seen = `${met ? '' : 'never '}while ${during.subject} ${during.type}`;
  return [met, `the load test ${scenario} was run ${seen}`];
}
