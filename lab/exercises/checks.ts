import type { Check } from './exercise-schema.ts';
import type { ExerciseWorld } from './world.ts';

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
      const met = ready.length >= check.atLeast && ready.length <= check.atMost && fits;
      return [met, `${check.service} has ${ready.length} ready, the largest with ${megabytes.toFixed(0)} MB`];
    }
    case 'breaker': {
      const state = (await world.look()).services.find(({ name }) => name === check.service)?.breaker ?? 'unknown';
      return [state === check.state, `the breaker of ${check.service} is ${state}`];
    }
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
      const seen = most === 0 ? 'has not scaled' : `went up to ${most}`;
      return [most >= check.to, `the autoscaler ${seen} ${check.service} since the start`];
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
    case 'load-passed': {
      const mine = (await world.loadReports()).filter(
        ({ scenario, startedAt }) => scenario === check.scenario && Date.parse(startedAt) >= since,
      );
      const passed = mine.some((report) => report.passed);
      const seen = passed ? 'passed' : mine.length === 0 ? 'has not been run' : 'has not passed';
      return [passed, `the load test ${check.scenario} ${seen} since the start`];
    }
  }
}

async function askRequests(
  world: ExerciseWorld,
  { path, as, times, errorsAtMost, p95Below }: Extract<Check, { check: 'requests' }>,
): Promise<[boolean, string]> {
  // one after the other: among several at once, balancing would turn to whoever is quick and hide who is slow
  const answers: { status: number; ms: number }[] = [];
  while (answers.length < times) answers.push(await world.request(path, as));
  const errors = answers.filter(({ status }) => status === 0 || status >= 400).length;
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  const met = errors <= errorsAtMost && (p95Below === undefined || p95 < p95Below);
  return [met, `of ${times} GET ${path} ${errors} failed, p95 ${p95.toFixed(0)} ms`];
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
