import type { AutoscalerOptions } from './types.ts';

/** What kube-controller-manager uses unless told otherwise (its `--horizontal-pod-autoscaler-*` flags). */
export const kubernetesOptions: AutoscalerOptions = {
  tolerance: 0.1,
  cpuInitializationPeriodMs: 300_000,
  initialReadinessDelayMs: 30_000,
  downscaleStabilizationMs: 300_000,
  timeScale: 1,
};

/** The same controller with all its times divided. */
export function scaleOptions(timeScale: number): AutoscalerOptions {
  return {
    tolerance: kubernetesOptions.tolerance,
    cpuInitializationPeriodMs: kubernetesOptions.cpuInitializationPeriodMs / timeScale,
    initialReadinessDelayMs: kubernetesOptions.initialReadinessDelayMs / timeScale,
    downscaleStabilizationMs: kubernetesOptions.downscaleStabilizationMs / timeScale,
    timeScale,
  };
}
