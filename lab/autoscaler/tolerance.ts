import type { AutoscalerOptions, ScaleSpec } from './types.ts';

/** How far current / target may be from 1 without anything happening, by direction. */
export interface Tolerance {
  up: number;
  down: number;
}

export function toleranceOf({ behavior }: ScaleSpec, options: AutoscalerOptions): Tolerance {
  return {
    up: behavior?.scaleUp.tolerance ?? options.tolerance,
    down: behavior?.scaleDown.tolerance ?? options.tolerance,
  };
}

export function isWithin({ up, down }: Tolerance, ratio: number): boolean {
  return 1 - down <= ratio && ratio <= 1 + up;
}
