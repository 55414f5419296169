import type { Latencies, RunSummary, TimelinePoint, Verdict } from './summary.ts';

/** One self-contained page: no script, no outside resource. */
export function toHtmlReport(summary: RunSummary, verdict: Verdict): string {
  const { all, generator } = summary;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(summary.scenario)}: ${verdict.kind}</title>
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid #8884; }
th:first-child, td:first-child { text-align: left; }
.passed { color: #16794a; } .failed { color: #c4314b; } .inconclusive { color: #a15c00; }
svg { width: 100%; height: auto; } figure { margin: 0 0 1.5rem; } figcaption { font-size: .85rem; opacity: .8; }
</style>
</head>
<body>
<h1>${escape(summary.scenario)}: <span class="${verdict.kind}">${verdict.kind}</span></h1>
<p>${escape(summary.description)}</p>
${verdict.reasons.length === 0 ? '' : `<ul>${verdict.reasons.map((reason) => `<li>${escape(reason)}</li>`).join('')}</ul>`}
<p>${escape(summary.target)} · ${escape(summary.startedAt)} · ${summary.durationSeconds.toFixed(1)} s · open model (arrival rate):
latency counts from when a journey was due, so stalls are not hidden.</p>
<h2>Thresholds</h2>
${table(
  ['threshold', 'actual', 'met'],
  verdict.checks.map(({ threshold, actual, met }) => [threshold, actual, met ? 'yes' : 'no']),
)}
<h2>Over time</h2>
${chart('journeys finished a second', summary.timeline, ({ finished }) => finished, '#2f6fde')}
${chart('p95 latency in milliseconds', summary.timeline, ({ p95 }) => p95, '#b3541e')}
${chart('failed journeys a second', summary.timeline, ({ failed }) => failed, '#c4314b')}
<h2>Journeys</h2>
${latencyTable([all, ...summary.journeys])}
<h2>Endpoints</h2>
${latencyTable(summary.endpoints)}
<h2>Errors</h2>
${
  summary.errors.length === 0
    ? '<p>None.</p>'
    : table(
        ['type', 'endpoint', 'count', 'on purpose', 'request id'],
        summary.errors.map(({ type, endpoint, count, injected, example }) => [
          type,
          endpoint,
          String(count),
          injected ? 'yes' : '',
          example ?? '',
        ]),
      )
}
${
  summary.invariants === null
    ? ''
    : `<h2>Invariants</h2>${table(
        ['invariant', 'before', 'after'],
        summary.invariants.after.map(({ invariant, count }) => [
          invariant,
          String(summary.invariants?.before.find((b) => b.invariant === invariant)?.count ?? 0),
          String(count),
        ]),
      )}`
}
<h2>The generator itself</h2>
<p>CPU ${generator.cpuPercent.toFixed(0)} % of a core · p99 send lag ${generator.sendLagP99Ms.toFixed(1)} ms ·
p99 event-loop delay ${generator.eventLoopLagP99Ms.toFixed(1)} ms · ${summary.planned} journeys due, ${summary.started} begun.</p>
</body>
</html>
`;
}

function latencyTable(rows: readonly Latencies[]): string {
  const columns = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'max'];
  return table(
    ['milliseconds', 'count', ...columns],
    rows.map(({ name, count, percentiles }) => [
      name,
      String(count),
      ...columns.map((column) => (percentiles[column] ?? 0).toFixed(1)),
    ]),
  );
}

function table(head: string[], rows: string[][]): string {
  const cells = (tag: string, row: string[]): string => row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('');
  return `<table><thead><tr>${cells('th', head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table>`;
}

function chart(
  caption: string,
  points: readonly TimelinePoint[],
  value: (point: TimelinePoint) => number,
  colour: string,
): string {
  const width = 800;
  const height = 160;
  const top = Math.max(1, ...points.map(value));
  const step = points.length > 1 ? width / (points.length - 1) : 0;
  const line = points.map(
    (point, index) => `${(index * step).toFixed(1)},${(height - (value(point) / top) * (height - 10)).toFixed(1)}`,
  );
  return `<figure><figcaption>${escape(caption)}, up to ${top.toFixed(top < 10 ? 1 : 0)}, over ${points.length} s</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(caption)}"><polyline fill="none" stroke="${colour}" stroke-width="2" points="${line.join(' ')}"/><line x1="0" y1="${height}" x2="${width}" y2="${height}" stroke="currentColor" stroke-opacity=".4"/></svg></figure>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
