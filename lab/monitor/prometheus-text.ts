export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads the Prometheus text format (https://prometheus.io/docs/instrumenting/exposition_formats/); comments are skipped. */
export function parsePrometheusText(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const row of text.split('\n')) {
    if (row === '' || row.startsWith('#')) continue;
    const match = line.exec(row);
    if (match?.[1] === undefined) continue;
    const labels: Record<string, string> = {};
    for (const [, name = '', value = ''] of (match[2] ?? '').matchAll(label)) {
      labels[name] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
    }
    samples.push({ name: match[1], labels, value: Number(match[3]) });
  }
  return samples;
}

/** The largest value of a metric by one of its labels: the same thing reported by several instances counts once. */
export function maxBy(
  samples: readonly Sample[],
  name: string,
  by: (labels: Record<string, string>) => string,
): Map<string, number> {
  const found = new Map<string, number>();
  for (const sample of samples) {
    if (sample.name !== name) continue;
    const key = by(sample.labels);
    found.set(key, Math.max(found.get(key) ?? 0, sample.value));
  }
  return found;
}
