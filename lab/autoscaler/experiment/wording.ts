import type { Wish } from './promise.ts';
import type { ExperimentPlan } from './report.ts';

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 && ms % 1000 !== 0 ? 1 : 0)} s`;

export const wishText = ({ kind, amount }: Wish): string => `${amount} ${kind === 'cpu' ? 'millicores' : 'MiB'}`;

/** What every report says when times were divided. */
export function timeScaleNote(timeScale: number): string | null {
  if (timeScale === 1) return null;
  return `Time scale ${timeScale}: sync period, policy periods and stabilization windows were divided by ${timeScale}, here and in the prediction.`;
}

/** What is said before the load begins. */
export function planLines(plan: ExperimentPlan, file: string) {
  const { service, wish, holdMs, calibration, settings } = plan;
  const { idle, fresh, job, measuredJobs } = calibration;
  const note = timeScaleNote(settings.timeScale);
  const start = seconds(Math.round(fresh.startUpMs / 100) * 100);
  const memory = (bytes: number) => `${(bytes / 1_048_576).toFixed(0)} MiB`;
  return [
    `${service}: ${wishText(wish)} for ${seconds(holdMs)}`,
    ...(note === null ? [] : [note]),
    `Calibrated: idle ${idle.millicores.toFixed(1)} millicores and ${memory(idle.bytes)} an instance; a new one is ready after ${start} with ${memory(fresh.bytes)}; a job costs ${job.cpuMs.toFixed(2)} CPU ms${measuredJobs ? '' : ' by intention'}`,
    ...predictionLines(plan),
    `Written down in ${file}`,
  ];
}

/** The curve in one line, then each step that changes something with its arithmetic. */
function predictionLines({ prediction, latestRestMs }: ExperimentPlan): string[] {
  const { steps, peak, resting, restingAtMs } = prediction;
  const spread = latestRestMs > restingAtMs ? `, ${seconds(latestRestMs)} if memory or load are a little more` : '';
  const changes = steps.filter(({ current, desired }) => current !== desired);
  const first = steps[0]?.current ?? 0;
  const curve = [`${first}`, ...changes.map(({ atMs, desired }) => `${desired} at ${seconds(atMs)}`)].join(' → ');
  return [
    `Predicted: ${curve}`,
    `Peak ${peak}, at rest with ${resting} after ${seconds(restingAtMs)}${spread}.`,
    ...changes.map(({ atMs, text }) => `  ${seconds(atMs).padStart(6)}  ${text}`),
  ];
}
