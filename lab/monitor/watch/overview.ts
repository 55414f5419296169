import { findConcerns, type ServiceRow, type Snapshot } from '../snapshot.ts';
import { cell, type Line, sparkline, type Tone } from './cells.ts';
import type { LabFacts, Scene, Size } from './frame.ts';
import type { ViewState } from './view-state.ts';

const sparkWidth = 16;
const wideColumns = 100;
const narrowColumns = 64;

/** The table always; below it as much as fits, the most urgent first, and events fill the rest. */
export function renderOverview(scene: Scene, services: ServiceRow[], state: ViewState, size: Size): Line[] {
  const { snapshot, facts } = scene;
  const concerns = findConcerns(snapshot);
  const head: Line[] = [
    [
      cell('Ticketlab ', 'bold'),
      cell(`${snapshot.at.slice(11, 19)} UTC  `),
      concerns.length === 0 ? cell('healthy', 'green') : cell('degraded', 'red'),
      cell(`   sorted by ${state.sort}   ? help  q quit`, 'dim'),
    ],
    [cell(header(size.columns), 'dim')],
    ...services.map((row, index) => serviceLine(scene, row, index === state.selected, size.columns)),
  ];
  const sections: Line[][] = [
    concerns.map((concern) => [cell(`! ${concern}`, 'red')]),
    sloLines(snapshot, size.columns),
    faultLines(snapshot, facts, scene.now),
    [systemLine(snapshot)],
    autoscalerLines(facts),
    [invariantLine(snapshot)],
  ].filter((lines) => lines.length > 0);
  const lines: Line[] = [...head, []];
  for (const section of sections) {
    if (lines.length + section.length <= size.rows) lines.push(...section);
  }
  const room = size.rows - lines.length - 1;
  const events = room < 1 ? [] : scene.events.slice(-room).reverse();
  if (events.length > 0) lines.push([]);
  for (const { at, subject, type, detail } of events) {
    lines.push([cell(`${at.slice(11, 19)} `, 'dim'), cell(`${subject} ${type} `), cell(detail, 'dim')]);
  }
  return lines;
}

function header(columns: number): string {
  const base = 'SERVICE               READY  CPU m';
  if (columns < narrowColumns) return `${base}    REQ/S  P95 MS`;
  const middle = `${base}   MEM MB    REQ/S   P95 MS  ERR %`;
  return columns < wideColumns
    ? `${middle}  BREAKER`
    : `${middle}  ${'RATE'.padEnd(sparkWidth)}  ${'P95'.padEnd(sparkWidth)}  BREAKER`;
}

function serviceLine(scene: Scene, row: ServiceRow, selected: boolean, columns: number): Line {
  const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(0);
  const tone = (bad: boolean, good: Tone = 'green'): Tone => (bad ? 'red' : good);
  const name = cell(row.name.padEnd(20), selected ? 'inverse' : 'bold');
  const ready = cell(`  ${`${row.ready}/${row.desired}`.padStart(5)}`, tone(row.ready < row.desired));
  const cpu = cell(`  ${(row.cpuMillicores?.toFixed(0) ?? '-').padStart(5)}`);
  const rate = cell(`  ${row.requestsPerSecond.toFixed(1).padStart(7)}`);
  const p95 = cell(`  ${(row.p95Ms?.toFixed(0) ?? '-').padStart(7)}`);
  if (columns < narrowColumns) return [name, ready, cpu, rate, p95];
  const memory = cell(`  ${`${megabytes(row.memoryBytes)}/${megabytes(row.memoryLimitBytes)}`.padStart(7)}`);
  const errors = cell(
    `  ${(row.errorPercent?.toFixed(1) ?? '-').padStart(5)}`,
    tone((row.errorPercent ?? 0) > 1, 'dim'),
  );
  const breaker = cell(`  ${row.breaker ?? '-'}`, tone(row.breaker === 'open' || row.breaker === 'half-open', 'dim'));
  const sparks =
    columns < wideColumns
      ? []
      : [
          cell(`  ${sparkline(scene.series(row.name).rate, sparkWidth)}`, 'cyan'),
          cell(`  ${sparkline(scene.series(row.name).p95, sparkWidth)}`, 'yellow'),
        ];
  return [name, ready, cpu, memory, rate, p95, errors, ...sparks, breaker];
}

/** On one line where it is wide enough, else one below the other. */
function sloLines({ slos }: Snapshot, columns: number): Line[] {
  const title = cell('SLOs        ', 'dim');
  const each = slos.map(({ name, good, budgetLeft }): Line => {
    if (good === null || budgetLeft === null) return [cell(`${name} `), cell('no requests yet   ', 'dim')];
    const left = budgetLeft < 0 ? 'budget spent' : `budget ${(budgetLeft * 100).toFixed(0)} %`;
    const tone: Tone = budgetLeft < 0 ? 'red' : budgetLeft < 0.3 ? 'yellow' : 'green';
    return [cell(`${name} `), cell(`${(good * 100).toFixed(1)} % (${left})   `, tone)];
  });
  const width = each.flat().reduce((sum, { text }) => sum + text.length, title.text.length);
  if (width <= columns) return each.length === 0 ? [] : [[title, ...each.flat()]];
  return each.map((line, index) => [index === 0 ? title : cell(' '.repeat(title.text.length)), ...line]);
}

/** With their remaining time where the controller tells, else as the metrics count them. */
function faultLines(snapshot: Snapshot, facts: LabFacts | null, now: number): Line[] {
  if (facts !== null && facts.faults.length > 0) {
    return facts.faults.map(({ kind, target, expiresAt }) => {
      const seconds = Math.max(0, Math.round((Date.parse(expiresAt) - now) / 1000));
      return [cell('fault       ', 'dim'), cell(`${kind} `, 'yellow'), cell(`${target}, ends in ${seconds} s`)];
    });
  }
  const active = snapshot.faults.filter((fault) => fault.active > 0);
  const text = active.length === 0 ? 'none' : active.map(({ kind, active: count }) => `${kind} ${count}`).join('  ');
  return [[cell('faults      ', 'dim'), cell(text, active.length === 0 ? 'dim' : 'yellow')]];
}

function systemLine({ consumerLag, outbox, deadLetters, stores }: Snapshot): Line {
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  const lag = sum(consumerLag.map((one) => one.lag));
  const pending = sum(outbox.map((one) => one.pending));
  const dead = sum(deadLetters.map(({ depth }) => depth));
  const down = stores.filter(({ phase }) => phase !== 'ready').map(({ name }) => name);
  return [
    cell('messages    ', 'dim'),
    cell(`lag ${lag}`, lag > 100 ? 'yellow' : 'green'),
    cell(`   outbox ${pending}`, pending > 100 ? 'yellow' : 'green'),
    cell(`   dead letters ${dead}`, dead > 0 ? 'red' : 'green'),
    cell('   stores '),
    down.length === 0 ? cell('up', 'green') : cell(`down: ${down.join(', ')}`, 'red'),
  ];
}

function autoscalerLines(facts: LabFacts | null): Line[] {
  const title = cell('autoscaler  ', 'dim');
  if (facts === null) return [[title, cell('lab-controller does not answer', 'yellow')]];
  if (facts.autoscalerProblem !== null) return [[title, cell(facts.autoscalerProblem, 'yellow')]];
  const telling = facts.autoscaler.filter(({ current, desired }) => current !== desired || current > 1);
  if (telling.length === 0) return [[title, cell('every service at rest at its smallest size', 'dim')]];
  return telling.map(({ service, current, desired, text, at }) => [
    title,
    cell(`${service} ${current} → ${desired} `, current === desired ? 'green' : 'yellow'),
    cell(`${at.slice(11, 19)} ${text}`, 'dim'),
  ]);
}

function invariantLine({ invariants }: Snapshot): Line {
  const broken = invariants.filter(({ violations }) => violations > 0);
  const title = cell('invariants  ', 'dim');
  if (invariants.length === 0) return [title, cell('not checked yet', 'dim')];
  if (broken.length === 0) return [title, cell(`all ${invariants.length} hold`, 'green')];
  return [title, cell(broken.map(({ invariant, violations }) => `${invariant} ${violations}`).join('  '), 'red')];
}
