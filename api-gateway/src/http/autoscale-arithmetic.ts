import type { AutoscaleTarget, autoscaleResultSchema } from '@ticketlab/contracts/http/challenge';
import type { z } from 'zod';

type Step = z.output<typeof autoscaleResultSchema>['steps'][number];

const tolerance = 0.1;

/**
 * What the HorizontalPodAutoscaler makes of a steady CPU load, step by step:
 * desired = ceil(replicas × utilisation / target), unless the ratio is within 0.1 of 1, within min and max
 * (https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details).
 * @param loadMillicores the load, spread evenly over the replicas
 * @param idleMillicores what one replica uses without it
 */
export function predictReplicas(
  target: AutoscaleTarget,
  replicas: number,
  loadMillicores: number,
  idleMillicores: number,
): { steps: Step[]; predictedReplicas: number } {
  const steps: Step[] = [];
  const wanted = target.cpuUtilization;
  if (wanted === null) return { steps, predictedReplicas: replicas };
  let current = replicas;
  // the resting point is reached in a few steps; the bound is against a load right between two of them
  for (let round = 0; round < 20; round += 1) {
    const perReplica = idleMillicores + loadMillicores / current;
    const utilizationPercent = (perReplica / target.cpuRequestMillicores) * 100;
    const ratio = utilizationPercent / wanted;
    const raw = Math.abs(ratio - 1) <= tolerance ? current : Math.ceil(current * ratio);
    const desired = Math.min(target.maxReplicas, Math.max(target.minReplicas, raw));
    const because =
      raw === current
        ? 'within the tolerance of 0.1, or already right'
        : desired === raw
          ? `ceil(${current} × ${ratio.toFixed(2)})`
          : `ceil(${current} × ${ratio.toFixed(2)}) = ${raw}, limited to ${desired}`;
    steps.push({
      replicas: current,
      utilizationPercent: round1(utilizationPercent),
      ratio: round2(ratio),
      desired,
      because,
    });
    if (desired === current) break;
    current = desired;
  }
  return { steps, predictedReplicas: current };
}

const round1 = (value: number): number => Math.round(value * 10) / 10;
const round2 = (value: number): number => Math.round(value * 100) / 100;
