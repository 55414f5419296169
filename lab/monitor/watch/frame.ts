import type { LabEvent } from '../../supervisor/state.ts';
import type { ServiceRow, Snapshot } from '../snapshot.ts';
import { cell, type Line, paintLine } from './cells.ts';
import { renderOverview } from './overview.ts';
import type { Series } from './series.ts';
import { renderLog, renderService } from './service-view.ts';
import type { SortKey, ViewState } from './view-state.ts';

/** What the lab's own controller adds; null while it does not answer. */
export interface LabFacts {
  autoscaler: { service: string; text: string; current: number; desired: number; at: string }[];
  /** "off", or why nothing is decided; null when it works. */
  autoscalerProblem: string | null;
  faults: { kind: string; target: string; expiresAt: string }[];
}

/** All that a picture is made of. */
export interface Scene {
  snapshot: Snapshot;
  series: (service: string) => Series;
  events: readonly LabEvent[];
  instances: (service: string) => { id: string; phase: string; restarts: number; cpu: number | null; bytes: number }[];
  facts: LabFacts | null;
  logLines: readonly string[];
  now: number;
}

export interface Size {
  columns: number;
  rows: number;
}

const smallest: Size = { columns: 40, rows: 8 };

const helpLines: Line[] = [
  [cell('Keys', 'bold')],
  [cell('  ↑ ↓ or k j   choose a service')],
  [cell('  Enter        look into it          l   follow its log')],
  [cell('  Esc or b     back                  s   sort by name, CPU, rate, p95 or errors')],
  [cell('  ?            this help             q   quit')],
  [],
  [cell('SLOs count what the gateway has answered since it started; a spent budget is no verdict about now.')],
];

/** The whole screen as text: exactly `rows` lines of `columns`, the last one without a line feed. */
export function renderFrame(scene: Scene, state: ViewState, size: Size, colour: boolean): string {
  const { columns, rows } = size;
  const lines = fits(size) ? body(scene, state, size) : [[cell(`Make this window larger (${columns}x${rows}).`)]];
  const shown = lines.slice(0, rows);
  while (shown.length < rows) shown.push([]);
  return shown.map((line) => paintLine(line, columns, colour)).join('\r\n');
}

function fits({ columns, rows }: Size): boolean {
  return columns >= smallest.columns && rows >= smallest.rows;
}

function body(scene: Scene, state: ViewState, size: Size): Line[] {
  if (state.help) return helpLines;
  const services = sortRows(scene.snapshot.services, state.sort);
  const selected = services[Math.min(state.selected, services.length - 1)];
  if (state.view === 'overview' || selected === undefined) return renderOverview(scene, services, state, size);
  return state.view === 'service' ? renderService(scene, selected, size) : renderLog(scene, selected, size);
}

/** By name in the order of the system, else the largest first. */
export function sortRows(rows: readonly ServiceRow[], by: SortKey): ServiceRow[] {
  const value = (row: ServiceRow): number =>
    ({
      name: 0,
      cpu: row.cpuMillicores ?? 0,
      rate: row.requestsPerSecond,
      p95: row.p95Ms ?? 0,
      errors: row.errorPercent ?? 0,
    })[by];
  return [...rows].sort((a, b) => value(b) - value(a));
}
