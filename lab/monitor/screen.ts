import { styleText } from 'node:util';
import { findConcerns, type ServiceRow, type Snapshot } from './snapshot.ts';

type Tone = 'green' | 'yellow' | 'red' | 'dim' | 'bold';

export interface ScreenOptions {
  colour: boolean;
  /** only this service */
  service?: string;
}

/** One snapshot as text for a terminal of at least 80 columns. */
export function renderScreen(snapshot: Snapshot, options: ScreenOptions): string {
  const paint = (tone: Tone, text: string): string =>
    options.colour ? styleText(tone, text, { validateStream: false }) : text;
  const concerns = findConcerns(snapshot, options.service);
  const services = snapshot.services.filter(({ name }) => options.service === undefined || name === options.service);
  const lines = [
    `${paint('bold', 'Ticketlab')}  ${snapshot.at.slice(11, 19)} UTC  ${concerns.length === 0 ? paint('green', 'healthy') : paint('red', 'degraded')}`,
    '',
    paint('dim', 'SERVICE               READY  CPU m   MEM MB    req/s   p95 ms  err %  BREAKER'),
    ...services.map((row) => serviceLine(row, paint)),
  ];
  if (options.service === undefined) lines.push('', ...systemLines(snapshot, paint));
  if (concerns.length > 0) lines.push('', ...concerns.map((concern) => paint('red', `! ${concern}`)));
  return `${lines.join('\n')}\n`;
}

function serviceLine(row: ServiceRow, paint: (tone: Tone, text: string) => string): string {
  const ready = `${row.ready}/${row.desired}`.padStart(5);
  const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);
  const errors = row.errorPercent === null ? '-'.padStart(5) : row.errorPercent.toFixed(1).padStart(5);
  const breaker = row.breaker ?? '-';
  return [
    row.name.padEnd(20),
    paint(row.ready < row.desired ? 'red' : 'green', ready),
    (row.cpuMillicores?.toFixed(0) ?? '-').padStart(5),
    `${megabytes(row.memoryBytes)}/${megabytes(row.memoryLimitBytes)}`.padStart(7),
    row.requestsPerSecond.toFixed(1).padStart(7),
    (row.p95Ms?.toFixed(1) ?? '-').padStart(7),
    paint((row.errorPercent ?? 0) > 1 ? 'red' : 'dim', errors),
    breaker === 'closed' ? paint('green', breaker) : breaker === '-' ? breaker : paint('red', breaker),
  ].join('  ');
}

function systemLines(snapshot: Snapshot, paint: (tone: Tone, text: string) => string): string[] {
  const line = (title: string, text: string): string => `${paint('dim', title.padEnd(14))}${text}`;
  const listOr = <T>(items: readonly T[], show: (item: T) => string, none: string): string =>
    items.length === 0 ? none : items.map(show).join('  ');
  const lagging = snapshot.consumerLag.filter(({ lag }) => lag > 0);
  const waiting = snapshot.outbox.filter(({ pending }) => pending > 0);
  const dead = snapshot.deadLetters.filter(({ depth }) => depth > 0);
  const faults = snapshot.faults.filter(({ active }) => active > 0);
  const broken = snapshot.invariants.filter(({ violations }) => violations > 0);
  return [
    line(
      'stores',
      listOr(
        snapshot.stores,
        ({ name, phase, memoryBytes }) =>
          `${name} ${phase === 'ready' ? paint('green', 'up') : paint('red', phase)}${memoryBytes > 0 ? ` ${(memoryBytes / 1024 / 1024).toFixed(0)} MB` : ''}`,
        'external',
      ),
    ),
    line(
      'consumer lag',
      listOr(lagging, ({ topic, group, lag }) => `${group}/${topic} ${lag}`, '0 everywhere'),
    ),
    line(
      'outbox',
      listOr(
        waiting,
        ({ service, pending, oldestSeconds }) => `${service} ${pending} (${oldestSeconds.toFixed(0)} s)`,
        'empty',
      ),
    ),
    line(
      'dead letters',
      listOr(dead, ({ topic, depth }) => `${topic} ${depth}`, 'none'),
    ),
    line(
      'faults',
      listOr(faults, ({ kind, active }) => `${kind} ${active}`, 'none'),
    ),
    line(
      'invariants',
      snapshot.invariants.length === 0
        ? 'not checked yet'
        : listOr(
            broken,
            ({ invariant, violations }) => `${invariant} ${violations}`,
            `all ${snapshot.invariants.length} hold`,
          ),
    ),
  ];
}
