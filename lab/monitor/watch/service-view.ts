import type { ServiceRow } from '../snapshot.ts';
import { cell, type Line, sparkline } from './cells.ts';
import type { Scene, Size } from './frame.ts';

/** One service: its instances, its course, why the autoscaler did what it did, what happened to it. */
export function renderService(scene: Scene, row: ServiceRow, { columns, rows }: Size): Line[] {
  const { rate, p95 } = scene.series(row.name);
  const width = Math.max(10, Math.min(columns - 30, 100));
  const decision = scene.facts?.autoscaler.find(({ service }) => service === row.name);
  const consumed = scene.snapshot.consumerLag.filter(({ group }) => group === row.name);
  const lines: Line[] = [
    [cell(row.name, 'bold'), cell('   l log  Esc back  q quit', 'dim')],
    [],
    [cell('requests/s  ', 'dim'), cell(sparkline(rate, width), 'cyan'), cell(` ${row.requestsPerSecond.toFixed(1)}`)],
    [cell('p95 ms      ', 'dim'), cell(sparkline(p95, width), 'yellow'), cell(` ${row.p95Ms?.toFixed(0) ?? '-'}`)],
    [cell('errors      ', 'dim'), cell(row.errorPercent === null ? 'no requests' : `${row.errorPercent.toFixed(1)} %`)],
    [cell('breaker     ', 'dim'), cell(row.breaker ?? '-')],
    [],
    [cell('INSTANCE                    PHASE       CPU m    MEM MB  RESTARTS', 'dim')],
    ...scene
      .instances(row.name)
      .map(({ id, phase, cpu, bytes, restarts }): Line => [
        cell(id.padEnd(28)),
        cell(phase.padEnd(10), phase === 'ready' ? 'green' : 'yellow'),
        cell(`${(cpu?.toFixed(0) ?? '-').padStart(7)}  ${(bytes / 1_048_576).toFixed(0).padStart(8)}  ${restarts}`),
      ]),
  ];
  if (row.reason !== null) lines.push([cell(row.reason, 'red')]);
  if (decision !== undefined) {
    lines.push(
      [],
      [cell('autoscaler  ', 'dim'), cell(`${decision.current} → ${decision.desired}  `), cell(decision.text)],
    );
  }
  if (consumed.length > 0) {
    lines.push([], [cell('lag         ', 'dim'), cell(consumed.map(({ topic, lag }) => `${topic} ${lag}`).join('  '))]);
  }
  const mine = scene.events.filter(({ subject }) => subject.startsWith(row.name)).slice(-(rows - lines.length - 1));
  if (mine.length > 0 && lines.length < rows - 1) lines.push([]);
  for (const { at, subject, type, detail } of mine.reverse()) {
    lines.push([cell(`${at.slice(11, 19)} `, 'dim'), cell(`${subject} ${type} `), cell(detail, 'dim')]);
  }
  return lines;
}

/** The end of the service's log, as many lines as there is room for. */
export function renderLog({ logLines }: Scene, { name }: ServiceRow, { rows }: Size): Line[] {
  const lines = logLines.slice(-(rows - 2)).map((text): Line => [cell(text)]);
  const empty: Line[] = [[cell('Nothing has been logged yet.', 'dim')]];
  return [
    [cell(`log of ${name}`, 'bold'), cell('   Esc back  q quit', 'dim')],
    [],
    ...(lines.length === 0 ? empty : lines),
  ];
}
