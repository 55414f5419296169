import { askDependency, askInstances } from './check-instances.ts';
import { askLoadReports } from './check-load-reports.ts';
import { askRequests } from './check-requests.ts';
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

type Answer = [met: boolean, seen: string];

async function ask(world: ExerciseWorld, check: Check, since: number): Promise<Answer> {
  switch (check.check) {
    case 'requests':
      return askRequests(world, check);
    case 'purchases':
      return askPurchases(world, check);
    case 'instances':
      return askInstances(world, check);
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
    case 'autoscaled':
      return askAutoscaled(world, check, since);
    case 'autoscaler-active':
      return askAutoscalerActive(world, check);
    case 'load-test':
      return askLoadReports(world, check, since);
  }
}

function askAutoscaled(
  { autoscaler }: ExerciseWorld,
  { service, to }: Extract<Check, { check: 'autoscaled' }>,
  since: number,
): Answer {
  const decisions = autoscaler.timeline(service).filter(({ at }) => Date.parse(at) >= since);
  const most = Math.max(0, ...decisions.filter(({ acted }) => acted).map(({ desired }) => desired));
  const seen = most === 0 ? 'not been scaled' : `been scaled to ${most}`;
  return [most >= to, `${service} has ${seen} by the autoscaler since the start`];
}

function askAutoscalerActive(
  { autoscaler }: ExerciseWorld,
  { service: name }: Extract<Check, { check: 'autoscaler-active' }>,
): Answer {
  const { settings, services } = autoscaler.status();
  const { active, problem, decision } = services.find(({ service }) => service === name) ?? {};
  const condition = decision?.conditions.find(({ type }) => type === 'ScalingActive');
  const met = settings.enabled && active === true && problem == null && condition?.status !== false;
  const trouble = settings.enabled ? (problem ?? condition?.message ?? 'is switched off for it') : 'is switched off';
  return [met, met ? `the autoscaler looks after ${name}` : `the autoscaler of ${name}: ${trouble}`];
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
