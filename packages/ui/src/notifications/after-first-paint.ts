const latestMs = 2_000;

/** Runs what the first page can do without, once the browser has nothing better to do. Returns how to call it off. */
export function afterFirstPaint(work: () => void): () => void {
  // Safari has no idle callbacks
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(work, 200);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: latestMs });
  return () => cancelIdleCallback(handle);
}
