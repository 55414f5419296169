import { setTimeout as wait } from 'node:timers/promises';
import type { AutoscalerDecision, AutoscalerStatus } from '@ticketlab/contracts/http/autoscaler';
import type { AutoscalerApi } from './lab-api.ts';
import type { ExperimentView } from './view.ts';
import { seconds } from './wording.ts';

export type ServiceStatus = AutoscalerStatus['services'][number];

/** The service's part of the status. @throws Error saying why no decision is made about it */
export function serviceIn(status: AutoscalerStatus, service: string): ServiceStatus {
  const found = status.services.find((candidate) => candidate.service === service);
  if (status.problem !== null) throw new Error(`The autoscaler cannot decide: ${status.problem}.`);
  if (found === undefined) throw new Error(`The autoscaler has not looked at ${service} yet; try again in 15 seconds.`);
  if (found.problem !== null) throw new Error(`${service} is not autoscaled: ${found.problem}`);
  return found;
}

const pollMs = 250;

const lateMs = 2_000;

/** A lab that has just started is looked at once more before it is said that nothing can be decided. */
async function awaitLook(
  api: AutoscalerApi,
  service: string,
  view: ExperimentView,
  signal: AbortSignal,
): Promise<void> {
  const first = await api.status();
  const deadline = Date.parse(first.nextDecisionAt) + lateMs;
  const hasLooked = ({ problem, services }: AutoscalerStatus) =>
    problem === null && services.some((candidate) => candidate.service === service);
  for (let status = first; !hasLooked(status) && Date.now() < deadline; status = await api.status()) {
    view.waiting('waiting for the autoscaler to look at the lab');
    await wait(pollMs, undefined, { signal });
  }
}

/** Waits until what is left of an earlier load has been scaled down. */
export async function awaitRest(
  api: AutoscalerApi,
  service: string,
  view: ExperimentView,
  signal: AbortSignal,
): Promise<void> {
  await awaitLook(api, service, view, signal);
  for (;;) {
    const status = await api.status();
    const { decision } = serviceIn(status, service);
    if (decision === null || !isShrinking(decision)) return;
    const next = Date.parse(status.nextDecisionAt) - Date.now();
    const until =
      decision.stabilizedUntil === null ? '' : `, stabilizing until ${decision.stabilizedUntil.slice(11, 19)} UTC`;
    view.waiting(
      `${service} still has ${decision.desired} and wants ${decision.recommended ?? '?'}${until}; next decision in ${seconds(Math.max(0, next))}`,
    );
    await wait(1_000, undefined, { signal });
  }
}

const isShrinking = ({ recommended, desired, current }: AutoscalerDecision) =>
  desired !== current || (recommended !== null && recommended < desired);

/** Waits for the next decision about the service; the load shall begin right after one. */
export async function awaitDecision(
  api: AutoscalerApi,
  service: string,
  view: ExperimentView,
  signal: AbortSignal,
): Promise<AutoscalerStatus> {
  const before = (await api.status()).lastDecisionAt;
  for (;;) {
    const status = await api.status();
    if (status.lastDecisionAt !== before && serviceIn(status, service).decision?.at === status.lastDecisionAt) {
      return status;
    }
    const next = Date.parse(status.nextDecisionAt) - Date.now();
    view.waiting(`the load begins right after the next decision, in ${seconds(Math.max(0, next))}`);
    await wait(next > 2 * pollMs ? pollMs : 30, undefined, { signal });
  }
}
