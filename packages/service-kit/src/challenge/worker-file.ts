/** The worker's own file: beside this module as source, beside main.mjs when bundled. */
export const burnWorkerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './burn-worker.ts' : './burn-worker.mjs',
  import.meta.url,
);

/** What a worker is told to do. `index` is its place in the shared cancel flags. */
export type WorkOrder =
  { readonly kind: 'cpu'; readonly cpuMs: number } | { readonly kind: 'memory'; readonly mb: number };

/** What it answers: CPU milliseconds spent, or megabytes now held. */
export type WorkDone = { readonly kind: 'cpu'; readonly spentCpuMs: number } | { readonly kind: 'memory' };

/** `workerData`: raised to 1 to end the current work early. */
export interface WorkerSetup {
  readonly cancel: Int32Array;
}
