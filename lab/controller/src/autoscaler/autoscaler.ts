import type {
  AutoscalerChange,
  AutoscalerDecision,
  AutoscalerSettings,
  AutoscalerStatus,
} from '@ticketlab/contracts/http/autoscaler';
import type { Worker } from '@ticketlab/service-kit/kit';
import { decide, initialState, rescaleFailed } from '../../../autoscaler/decide.ts';
import { scaleOptions } from '../../../autoscaler/options.ts';
import type { AutoscalerState, Decision } from '../../../autoscaler/types.ts';
import type { ScaleTarget } from '../../../manifests/scale-target.ts';
import type { LabState, ServiceState } from '../../../supervisor/state.ts';
import { createObserve, type Observe } from './observe.ts';
import { createPacing } from './pacing.ts';
import type { Specs } from './specs.ts';
import { toDecision, toIso } from './to-decision.ts';

/** Who knows the instances and can change their number. */
export interface AutoscalerControl {
  state(): Promise<LabState>;
  scale(service: string, instances: number): Promise<unknown>;
}

export interface AutoscalerDeps {
  control: AutoscalerControl;
  specs: Specs;
  settings: AutoscalerSettings;
  /** Milliseconds since 1970. */
  clock: () => number;
}

export interface Autoscaler {
  readonly worker: Worker;
  settings(): AutoscalerSettings;
  /** Takes effect with the next decision. Another time scale forgets what was: its times would mean something else. */
  set(change: AutoscalerChange): void;
  status(): AutoscalerStatus;
  /** Oldest first; the last 500 of each service. */
  timeline(service?: string): AutoscalerDecision[];
  /** Called with each decision, until the returned function is called. */
  subscribe(listener: (decision: AutoscalerDecision) => void): () => void;
}

const keptDecisions = 500;

interface Follower {
  observe: Observe;
  state: AutoscalerState;
  decisions: AutoscalerDecision[];
  target: ScaleTarget | undefined;
  problem: string | null;
}

/**
 * Applies the HorizontalPodAutoscaler's algorithm to the local runtime: every sync period it reads manifests and the
 * supervisor's state, decides for each service and tells the supervisor. Like in a cluster it overrules a size set by
 * hand, except 0, which switches it off for that service.
 */
export function createAutoscaler({ control, specs, settings: initial, clock }: AutoscalerDeps): Autoscaler {
  const followers = new Map<string, Follower>();
  const listeners = new Set<(decision: AutoscalerDecision) => void>();
  let settings = initial;
  let problem: string | null = null;
  const pacing = createPacing(clock, () => (settings.syncPeriodSeconds * 1000) / settings.timeScale, round);

  const isActive = (service: string) => settings.enabled && !settings.off.includes(service);

  const followerOf = (service: string): Follower => {
    const known = followers.get(service);
    if (known !== undefined) return known;
    const follower: Follower = {
      observe: createObserve(),
      state: initialState,
      decisions: [],
      target: undefined,
      problem: null,
    };
    followers.set(service, follower);
    return follower;
  };

  async function round(now: number): Promise<void> {
    try {
      const state = await control.state();
      problem = state.phase === 'ready' ? null : `the lab is ${state.phase}`;
      await Promise.all([...specs()].map(([service, target]) => follow(service, target, state, now)));
    } catch (error) {
      problem = (error as Error).message;
    }
  }

  async function follow(service: string, target: ScaleTarget | Error, state: LabState, now: number): Promise<void> {
    const follower = followerOf(service);
    const found = state.services.find(({ name }) => name === service);
    follower.target = target instanceof Error ? undefined : target;
    follower.problem = null;
    if (target instanceof Error) follower.problem = target.message;
    else if (found === undefined) follower.problem = 'the supervisor has no such service';
    else await decideFor(follower, target, found, now);
  }

  async function decideFor(follower: Follower, target: ScaleTarget, found: ServiceState, now: number) {
    const { service } = target;
    const observation = follower.observe(found, target.requests, now);
    const active = isActive(service) && problem === null;
    // one that is switched off starts anew, like an autoscaler that was deleted and created again
    const before = active ? follower.state : initialState;
    let decision = decide(target.spec, before, observation, now, scaleOptions(settings.timeScale));
    const wished = decision.desired !== decision.current;
    if (wished && active) decision = await tell(service, decision, before);
    follower.state = active ? decision.nextState : initialState;
    const ready = found.instances.filter(({ phase }) => phase === 'ready').length;
    remember(
      follower,
      toDecision(service, decision, { ready, acted: active && decision.desired !== decision.current }),
    );
  }

  async function tell(service: string, decision: Decision, before: AutoscalerState): Promise<Decision> {
    try {
      await control.scale(service, decision.desired);
      return decision;
    } catch (error) {
      return rescaleFailed(decision, before, (error as Error).message);
    }
  }

  function remember(follower: Follower, decision: AutoscalerDecision): void {
    follower.decisions.push(decision);
    if (follower.decisions.length > keptDecisions) follower.decisions.shift();
    for (const listener of listeners) listener(decision);
  }

  return {
    worker: {
      name: 'autoscaler',
      start() {
        pacing.start();
        return Promise.resolve();
      },
      stop: () => pacing.stop(),
    },
    settings: () => settings,
    set(change) {
      const rescaled = change.timeScale !== undefined && change.timeScale !== settings.timeScale;
      settings = {
        enabled: change.enabled ?? settings.enabled,
        syncPeriodSeconds: change.syncPeriodSeconds ?? settings.syncPeriodSeconds,
        timeScale: change.timeScale ?? settings.timeScale,
        off: change.off ?? settings.off,
      };
      if (rescaled) for (const follower of followers.values()) follower.state = initialState;
      pacing.reconsider();
    },
    status: () => {
      const last = pacing.lastAt();
      return {
        settings,
        lastDecisionAt: last === null ? null : toIso(last),
        nextDecisionAt: toIso(pacing.nextAt()),
        problem,
        services: [...followers].map(([service, { target, decisions, problem: why }]) => ({
          service,
          active: isActive(service),
          problem: why,
          spec: target?.spec ?? null,
          requests: target?.requests ?? {},
          decision: decisions.at(-1) ?? null,
        })),
      };
    },
    timeline(service) {
      const chosen = [...followers].filter(([name]) => service === undefined || name === service);
      return chosen.flatMap(([, { decisions }]) => decisions).sort((a, b) => a.at.localeCompare(b.at));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
