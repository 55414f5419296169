import { expect } from '@jest/globals';

/** One look at an instance's /metrics. */
export interface Scrape {
  /** The sum of all samples of that name with at least these labels; 0 without any. */
  value(name: string, labels?: Record<string, string>): number;
  readonly text: string;
}

export async function scrape(url: string): Promise<Scrape> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const samples = text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, labels, value: Number(value) }];
  });
  return {
    text,
    value: (name, labels = {}) =>
      samples
        .filter((sample) => sample.name === name)
        .filter((sample) => Object.entries(labels).every(([key, text]) => sample.labels.includes(`${key}="${text}"`)))
        .reduce((sum, sample) => sum + sample.value, 0),
  };
}

/** How many requests of these labels `act` caused, and how long they took together, as the instance itself counts. */
export async function requestsDuring(url: string, labels: Record<string, string>, act: () => Promise<unknown>) {
  const before = await scrape(url);
  await act();
  const after = await scrape(url);
  const grown = (name: string) => after.value(name, labels) - before.value(name, labels);
  return {
    count: grown('http_request_duration_seconds_count'),
    seconds: grown('http_request_duration_seconds_sum'),
  };
}

/** Probes, metrics, health and info answer in time, and as ever. */
export async function expectProbesSpared(url: string): Promise<void> {
  for (const path of ['/healthz', '/readyz', '/health', '/info', '/metrics']) {
    const startedAt = performance.now();
    const answer = await fetch(url + path);
    await answer.text();
    expect({ path, status: answer.status, fault: answer.headers.get('x-lab-fault') }).toEqual({
      ...{ path, status: 200, fault: null },
    });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  }
}
