/** What ./lab.sh autoscaler was told. */
export interface AutoscalerFlags {
  /** seconds */
  syncPeriod?: number;
  timeScale?: number;
}
