import { checks } from './checks.ts';
import type { DoctorFacts } from './facts.ts';
import { clock, type Finding, type Severity } from './finding.ts';

export interface Diagnosis {
  service: string;
  runtime: DoctorFacts['runtime'];
  /** What it has, what it wants, in one line. */
  summary: string;
  /** One line a metric. */
  arithmetic: string[];
  findings: Finding[];
  /** When something can change next. */
  next: string;
  conditions: DoctorFacts['conditions'];
}

/** Explains why an autoscaler did or did not scale, from facts alone; the gravest finding first. */
export function diagnose(facts: DoctorFacts): Diagnosis {
  const found = checks.flatMap((check) => check(facts) ?? []);
  const rank: Record<Severity, number> = { broken: 0, held: 1, note: 2 };
  const findings = found.sort((a, b) => rank[a.severity] - rank[b.severity]);
  return {
    service: facts.service,
    runtime: facts.runtime,
    summary: summarize(facts),
    arithmetic: facts.metrics.map(({ text }) => text),
    findings,
    next: whatNext(facts, findings),
    conditions: facts.conditions,
  };
}

function summarize({ service, current, recommended, spec, lastScaleAt, unready }: DoctorFacts): string {
  const bounds = spec === null ? '' : ` of ${spec.minReplicas} to ${spec.maxReplicas}`;
  const wish =
    recommended === null
      ? 'what its metrics ask for is unknown'
      : recommended === current
        ? 'its metrics ask for no change'
        : `its metrics ask for ${recommended}`;
  const waiting = unready.length === 0 ? '' : `, ${unready.length} not ready`;
  const last = lastScaleAt === null ? '' : `; last scaled at ${clock(lastScaleAt)}`;
  return `${service} has ${current}${bounds} replicas${waiting}; ${wish}${last}`;
}

function whatNext(
  { nextDecisionAt, stabilizedUntil, limitedUntil, recommended, current, off }: DoctorFacts,
  findings: Finding[],
): string {
  const decision =
    nextDecisionAt === null ? 'the next decision comes within 15 s' : `next decision at ${clock(nextDecisionAt)}`;
  if (off) return 'nothing happens until it is switched on';
  if (findings.some(({ severity }) => severity === 'broken'))
    return `${decision}; nothing will change before this is fixed`;
  const earliest = Math.max(stabilizedUntil?.at ?? 0, limitedUntil ?? 0);
  if (earliest > 0) {
    const bound = stabilizedUntil?.atLatest === true ? 'at the latest' : 'at the earliest';
    return `${decision}; it can change ${bound} at ${clock(earliest)}, if the load stays as it is`;
  }
  return recommended === null || recommended === current
    ? `${decision}; nothing will change while the load stays as it is`
    : decision;
}
