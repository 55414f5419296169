/** Successes and failures of the last `windowMs`, in ten buckets. */
export function createRollingCount(windowMs: number, now: () => number) {
  const width = windowMs / 10;
  const buckets = Array.from({ length: 10 }, () => ({ slot: -1, successes: 0, failures: 0 }));

  function current() {
    const slot = Math.floor(now() / width);
    const bucket = buckets[slot % 10];
    if (bucket === undefined) throw new Error('unreachable: ten buckets');
    if (bucket.slot !== slot) Object.assign(bucket, { slot, successes: 0, failures: 0 });
    return bucket;
  }

  return {
    success(): void {
      current().successes += 1;
    },
    failure(): void {
      current().failures += 1;
    },
    totals(): { calls: number; failures: number } {
      const oldest = Math.floor(now() / width) - 9;
      let calls = 0;
      let failures = 0;
      for (const bucket of buckets) {
        if (bucket.slot < oldest) continue;
        calls += bucket.successes + bucket.failures;
        failures += bucket.failures;
      }
      return { calls, failures };
    },
    reset(): void {
      for (const bucket of buckets) bucket.slot = -1;
    },
  };
}
