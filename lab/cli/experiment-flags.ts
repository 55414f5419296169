/** What ./lab.sh experiment autoscale was told. */
export interface AutoscaleFlags {
  service: string;
  millicores?: number;
  megabytes?: number;
  /** milliseconds */
  hold?: number;
  timeScale: number;
  dryRun?: boolean;
  json?: boolean;
}
