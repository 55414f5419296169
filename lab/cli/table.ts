const gap = 2;
const narrowest = 12;

/** Left-aligned columns, each as wide as its widest cell, two spaces apart; nothing trails. */
export function formatTable(rows: string[][]): string[] {
  const widths = widthsOf(rows);
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

/** The same, no wider than `width` where shortening the cells of one column can bring that about. */
export function fitTable(rows: string[][], width: number, elastic: number): string[] {
  const widths = widthsOf(rows);
  const total = widths.reduce((sum, each) => sum + each + gap, -gap);
  const most = Math.max(narrowest, (widths[elastic] ?? 0) - Math.max(0, total - width));
  const shorten = (cell: string) => (cell.length > most ? `${cell.slice(0, most - 1)}…` : cell);
  return formatTable(rows.map((row) => row.map((cell, column) => (column === elastic ? shorten(cell) : cell))));
}

function widthsOf(rows: string[][]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return widths;
}
