import type { Check } from './exercise-schema.ts';
import type { ExerciseWorld, LoadReport, WorldAnswer } from './world.ts';

/** Whether a check is met and what was seen. */
export interface Finding {
  met: boolean;
  /** What was measured, in one sentence. */
  seen: string;
  why: string;
}

/** Asks the live system. `since` is when the exercise began: milliseconds since 1970. */
export async function runCheck(world: ExerciseWorld, check: Check, since: number): Promise<Finding> {
  const [met, seen] = await ask(world, check, since);
  return { met, seen, why: check.why };
}

async function ask(world: ExerciseWorld, check: Check, since: number): Promise<[met: boolean, seen: string]> {
  switch (check.check) {
    case 'requests':
      return askRequests(world, check);
    case 'purchases':
      return askPurchases(world, check);
    case 'instances': {
      const service = (await world.runtime.state()).services.find(({ name }) => name === check.service);
      const ready = (service?.instances ?? []).filter(({ phase }) => phase === 'ready');
      const megabytes = Math.max(0, ...ready.map(({ usage }) => (usage?.memoryBytes ?? 0) / 1_048_576));
      const fits = check.memoryBelowMb === undefined || megabytes < check.memoryBelowMb;
      const ages = ready.map(({ readyAt }) => (world.clock() - Date.parse(readyAt ?? '')) / 1_000);
      const steady = ages.every((seconds) => seconds >= check.steadySeconds);
      const met = ready.length >= check.atLeast && ready.length <= check.atMost && fits && steady;
      const youngest = ages.length === 0 ? '' : `, the youngest for ${Math.min(...ages).toFixed(0)} s`;
      return [
        met,
        `${check.service} has ${ready.length} ready${youngest}, the largest with ${megabytes.toFixed(0)} MB`,
      ];
    }
    case 'breaker': {
      const state = (await world.look()).services.find(({ name }) => name === check.service)?.breaker ?? 'unknown';
      return [state === check.state, `the breaker of ${check.service} is ${state}`];
    }
    case 'dependency':
      return askDependency(world, check);
    case 'lag': {
      const all = (await world.look()).consumerLag;
      const lag = all.filter(({ group }) => check.group === undefined || group === check.group);
      const sum = lag.reduce((total, one) => total + one.lag, 0);
      return [sum <= check.atMost, `${sum} records wait for ${check.group ?? 'all consumers'}`];
    }
    case 'dead-letters': {
      const all = (await world.look()).deadLetters;
      const found = all.filter(({ topic }) => check.topic === undefined || topic === check.topic);
      const sum = found.reduce((total, { depth }) => total + depth, 0);
      return [sum <= check.atMost, `${sum} dead letters in ${check.topic ?? 'all topics'}`];
    }
    case 'invariants': {
      const violations = await world.violations();
      const text = violations.map(({ invariant, count }) => `${invariant} ${count}`).join(', ');
      return [violations.length === 0, violations.length === 0 ? 'every invariant holds' : `violated: ${text}`];
    }
    case 'event': {
      const events = (await world.runtime.state()).events.filter(
        ({ at, subject, type }) => Date.parse(at) >= since && subject.startsWith(check.subject) && type === check.type,
      );
      return [events.length >= check.atLeast, `${check.subject} ${check.type} ${events.length} times since the start`];
    }
    case 'autoscaled': {
      const decisions = world.autoscaler.timeline(check.service).filter(({ at }) => Date.parse(at) >= since);
      const most = Math.max(0, ...decisions.filter(({ acted }) => acted).map(({ desired }) => desired));
      const seen = most === 0 ? 'not been scaled' : `been scaled to ${most}`;
      return [most >= check.to, `${check.service} has ${seen} by the autoscaler since the start`];
    }
    case 'autoscaler-active': {
      const { settings, services } = world.autoscaler.status();
      const { active, problem, decision } = services.find(({ service }) => service === check.service) ?? {};
      const condition = decision?.conditions.find(({ type }) => type === 'ScalingActive');
      const met = settings.enabled && active === true && problem == null && condition?.status !== false;
      const trouble = settings.enabled
        ? (problem ?? condition?.message ?? 'is switched off for it')
        : 'is switched off';
      return [
        met,
        met ? `the autoscaler looks after ${check.service}` : `the autoscaler of ${check.service}: ${trouble}`,
      ];
    }
    case 'load-test':
      return askLoadReports(world, check, since);
  }
}

async function askRequests(
  world: ExerciseWorld,
  check: Extract<Check, { check: 'requests' }>,
): Promise<[boolean, string]> {
  const { at } = check;
  const path = check.path.includes(':event') ? check.path.replace(':event', await world.anyEvent()) : check.path;
  if (at === undefined) return askOne(world, check, { path, port: undefined });
  const service = (await world.runtime.state()).services.find(({ name }) => name === at);
  const ready = (service?.instances ?? []).filter(({ phase }) => phase === 'ready');
  if (ready.length === 0) return [false, `no instance of ${at} is ready`];
  // the balancing turns to whoever is quick, and the retries to whoever answers: asked itself, none can hide
  const found = await Promise.all(
    ready.map(async ({ id, port }) => {
      const [met, seen] = await askOne(world, check, { path, port: port ?? undefined });
      return { met, seen: `${id}: ${seen}` };
    }),
  );
  return [found.every(({ met }) => met), found.map(({ seen }) => seen).join('; ')];
}

/** One request after the other, until one too many has failed or was slow. */
async function askOne(
  world: ExerciseWorld,
  { path: shown, as, times, errorsAtMost, p95Below }: Extract<Check, { check: 'requests' }>,
  { path, port }: { path: string; port: number | undefined },
): Promise<[boolean, string]> {
  const answers: WorldAnswer[] = [];
  let errors = 0;
  let stale = 0;
  let slow = 0;
  const slowAtMost = times - Math.ceil(times * 0.95);
  while (answers.length < times && errors + stale <= errorsAtMost && slow <= slowAtMost) {
    const answer = await world.request({ path, as, port });
    answers.push(answer);
    if (p95Below !== undefined && answer.ms >= p95Below) slow += 1;
    if (answer.status === 0 || answer.status >= 400) errors += 1;
    else if (answer.stale) stale += 1;
  }
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  const met = errors + stale <= errorsAtMost && slow <= slowAtMost;
  const old = stale === 0 ? '' : `, ${stale} came from the gateway's memory`;
  return [met, `of ${answers.length} GET ${shown} ${errors} failed${old}, p95 ${p95.toFixed(0)} ms`];
}

async function askDependency(
  world: ExerciseWorld,
  { service, dependency }: Extract<Check, { check: 'dependency' }>,
): Promise<[boolean, string]> {
  const instances = (await world.runtime.state()).services.find(({ name }) => name === service)?.instances ?? [];
  const states = await Promise.all(
    instances
      .filter(({ phase }) => phase === 'ready')
      .map(async ({ id, port }) => {
        const found = (await world.dependencies(port ?? 0)).find(({ name }) => name === dependency);
        return { id, status: found?.status ?? 'unknown' };
      }),
  );
  const seen = states.map(({ id, status }) => `${id} says that ${dependency} is ${status}`).join('; ');
  const met = states.length > 0 && states.every(({ status }) => status === 'up');
  return [met, states.length === 0 ? `no instance of ${service} is ready` : seen];
}

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

async function askLoadReports(
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

async function askPurchases(
  world: ExerciseWorld,
  { times, seconds }: Extract<Check, { check: 'purchases' }>,
): Promise<[boolean, string]> {
  const outcomes = await Promise.allSettled(Array.from({ length: times }, () => world.buy(seconds)));
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  const first = failed[0] === undefined ? '' : `: ${(failed[0].reason as Error).message}`;
  return [failed.length === 0, `${times - failed.length} of ${times} purchases got their tickets${first}`];
}
