/** A line of a chart: one value for each point of its horizontal axis. */
export interface Series {
  label: string;
  /** a CSS class that gives it colour and dash */
  style: 'first' | 'second' | 'third' | 'bad';
  values: readonly number[];
}

export interface Chart {
  title: string;
  unit: string;
  /** what stands below each point, of which some are shown */
  labels: readonly string[];
  series: readonly Series[];
}

const width = 880;
const height = 240;
const margin = { left: 56, right: 12, top: 12, bottom: 26 };

/** An inline SVG with axes and a text alternative, and the same numbers as a table for who cannot see it. */
export function toSvgChart({ title, unit, labels, series }: Chart): string {
  const top = niceTop(Math.max(0, ...series.flatMap(({ values }) => values)));
  const last = Math.max(1, labels.length - 1);
  const x = (index: number): number => margin.left + (index / last) * (width - margin.left - margin.right);
  const y = (value: number): number => height - margin.bottom - (value / top) * (height - margin.top - margin.bottom);
  const gridLines = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(top * share).toFixed(1);
    return `<line class="grid" x1="${margin.left}" y1="${at}" x2="${width - margin.right}" y2="${at}"/><text class="tick" x="${margin.left - 6}" y="${at}" dy=".32em" text-anchor="end">${short(top * share)}</text>`;
  });
  const every = Math.max(1, Math.ceil(labels.length / 10));
  const ticks = labels.flatMap((label, index) =>
    index % every === 0
      ? [
          `<text class="tick" x="${x(index).toFixed(1)}" y="${height - 8}" text-anchor="middle">${escapeHtml(label)}</text>`,
        ]
      : [],
  );
  const lines = series.map(({ style, values }) => {
    const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
    return `<polyline class="line ${style}" points="${points.join(' ')}"/>`;
  });
  const legend = series.map(({ label, style }) => `<span class="key ${style}">${escapeHtml(label)}</span>`).join(' ');
  const summary = series.map(({ label, values }) => `${label} up to ${short(Math.max(0, ...values))}`).join(', ');
  return `<figure>
<figcaption>${escapeHtml(title)}, ${escapeHtml(unit)} ${legend}</figcaption>
<div class="plot" tabindex="0"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`${title}, ${unit}: ${summary}`)}">
${gridLines.join('')}${ticks.join('')}${lines.join('')}
</svg></div>
<details><summary>The same as a table</summary>${toTable(
    ['', ...series.map(({ label }) => label)],
    labels.map((label, index) => [label, ...series.map(({ values }) => short(values[index] ?? 0))]),
  )}</details>
</figure>`;
}

/** Every cell is escaped. The first column names the row. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const titles = head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
  const body = rows.map(([name = '', ...cells]) => {
    const rest = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(name)}</th>${rest}</tr>`;
  });
  return `<div class="scroll" tabindex="0"><table><thead><tr>${titles}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A round number at or above the highest value. */
function niceTop(highest: number): number {
  if (highest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  return ([1, 2, 2.5, 5, 10].find((step) => step * power >= highest) ?? 10) * power;
}

function short(value: number): string {
  if (value === 0) return '0';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3).replace(/\.?0+$/, '');
}
