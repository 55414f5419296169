import type { Prediction } from '../predict.ts';
import type { Wish } from './promise.ts';

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 && ms % 1000 !== 0 ? 1 : 0)} s`;

export const wishText = ({ kind, amount }: Wish): string => `${amount} ${kind === 'cpu' ? 'millicores' : 'MiB'}`;

/** What every report says when times were divided. */
export function timeScaleNote(timeScale: number): string | null {
  if (timeScale === 1) return null;
  return `Time scale ${timeScale}: sync period, policy periods and stabilization windows were divided by ${timeScale}, here and in the prediction.`;
}

/** The curve in one line, then each step that changes something with its arithmetic. */
export function predictionLines({ steps, peak, resting, restingAtMs }: Prediction): string[] {
  const changes = steps.filter(({ current, desired }) => current !== desired);
  const first = steps[0]?.current ?? 0;
  const curve = [`${first}`, ...changes.map(({ atMs, desired }) => `${desired} at ${seconds(atMs)}`)].join(' → ');
  return [
    `Predicted: ${curve}`,
    `Peak ${peak}, at rest with ${resting} after ${seconds(restingAtMs)}.`,
    ...changes.map(({ atMs, text }) => `  ${seconds(atMs).padStart(6)}  ${text}`),
  ];
}
