import { attemptSchema, type ScoredAttempt } from '@ticketlab/contracts/http/exercises';
import { z } from 'zod';
import { escapeHtml } from '../load/charts.ts';
import { toReportPage } from '../load/report-page.ts';

/** What `./lab.sh exercise export` writes. */
export const exportSchema = z.object({
  name: z.string().min(1).max(100),
  exportedAt: z.string(),
  attempts: z.array(attemptSchema),
});
export type Export = z.output<typeof exportSchema>;

/** A page with a row for each trainee, the best attempt of each exercise, the sum; the best first. */
export function toClassReport(exports: readonly Export[]): string {
  const exercises = [...new Set(exports.flatMap(({ attempts }) => attempts.map(({ exercise }) => exercise)))].sort();
  const rows = exports
    .map(({ name, attempts }) => {
      const best = exercises.map((exercise) => bestOf(attempts.filter((one) => one.exercise === exercise)));
      return { name, best, total: best.reduce((sum, one) => sum + (one?.points ?? 0), 0) };
    })
    .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  const head = ['Trainee', ...exercises, 'Points'].map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  const rowsOfTable = rows.map(
    ({ name, best, total }) =>
      `<tr><th scope="row">${escapeHtml(name)}</th>${best.map(toCell).join('')}<td><b>${total}</b></td></tr>`,
  );
  const body = `<h1>Class report</h1>
<p>Of every exercise the best attempt: points, then seconds to detect and to mitigate, and how many attempts it took.</p>
<div class="scroll whole" tabindex="0" role="region" aria-label="Points"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${rowsOfTable.join('\n')}
</tbody>
</table></div>`;
  return toReportPage({ title: 'Ticketlab: class report', body });
}

type Best = ScoredAttempt & { tries: number };

/** The most points; among equals the quickest repair. */
function bestOf(attempts: readonly ScoredAttempt[]): Best | undefined {
  const seconds = (attempt: ScoredAttempt) => attempt.secondsToMitigate ?? Infinity;
  const [best] = [...attempts].sort((a, b) => b.points - a.points || seconds(a) - seconds(b));
  return best === undefined ? undefined : { ...best, tries: attempts.length };
}

function toCell(best: Best | undefined): string {
  if (best === undefined) return '<td>–</td>';
  const seconds = (value: number | null) => (value === null ? '–' : `${Math.round(value)} s`);
  const times = `${seconds(best.secondsToDetect)} / ${seconds(best.secondsToMitigate)}`;
  const outcome = best.gaveUp === null ? times : 'given up';
  return `<td>${best.points}<small>${outcome}, ${best.tries} ${best.tries === 1 ? 'try' : 'tries'}</small></td>`;
}
