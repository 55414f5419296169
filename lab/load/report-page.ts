import { escapeHtml } from './charts.ts';

const css = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif;
  --page: #fff; --text: #1b1f24; --faint: #59636e; --rule: #d5dae0;
  --first: #1f5fd0; --second: #a34a00; --third: #5b3fb0; --bad: #b3261e; --good: #146c43; --doubt: #8a5300; }
@media (prefers-color-scheme: dark) { :root {
  --page: #14171b; --text: #e7eaee; --faint: #a2abb6; --rule: #353c45;
  --first: #7fb0ff; --second: #ffb070; --third: #c0a8ff; --bad: #ff8a80; --good: #6fd6a0; --doubt: #f2c46d; } }
body { background: var(--page); color: var(--text); max-width: 62rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
h2 { margin-top: 2rem; } .faint, small, figcaption, summary { color: var(--faint); } small { display: block; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; margin-bottom: 1rem; }
.scroll { overflow: auto; max-height: 32rem; } .whole { max-height: none; }
th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid var(--rule); font-variant-numeric: tabular-nums; overflow-wrap: normal; vertical-align: top; }
th:first-child { text-align: left; } tbody th { font-weight: normal; }
.words th, .words td { text-align: left; } .words td:last-child:nth-child(n+3) { min-width: 14rem; }
.passed, .met { color: var(--good); } .failed, .missed { color: var(--bad); } .inconclusive { color: var(--doubt); }
figure { margin: 0 0 1.5rem; } .plot { overflow-x: auto; } svg { display: block; width: 100%; min-width: 42rem; height: auto; }
.grid { stroke: var(--rule); } .tick { fill: var(--faint); font-size: 13px; }
.line { fill: none; stroke-width: 1.8; } .line.first { stroke: var(--first); }
.line.second { stroke: var(--second); stroke-dasharray: 6 3; } .line.third { stroke: var(--third); stroke-dasharray: 2 3; }
.line.bad { stroke: var(--bad); stroke-dasharray: 8 3 2 3; }
.key { display: inline-block; margin-left: .8rem; padding-left: .3rem; border-left: .5rem solid; } .key.first { border-color: var(--first); }
.key.second { border-color: var(--second); } .key.third { border-color: var(--third); } .key.bad { border-color: var(--bad); }`;

/** One self-contained page, light or dark as the reader's system is: no script, no outside resource. `body` is HTML. */
export function toReportPage({ title, body }: { title: string; body: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${css}
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}
