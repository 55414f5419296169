import { readdirSync, readFileSync } from 'node:fs';

const kibibyte = 1_024;

/**
 * Proportional memory in bytes of a process and of all that descend from it: pages shared by several processes count
 * in shares, so that sums are true. NaN where there is no /proc.
 */
export function pssOfFamily(pid: number): number {
  try {
    return family(pid).reduce((sum, member) => sum + pssOf(member), 0);
  } catch {
    return Number.NaN;
  }
}

/** The same of one process alone. */
export function pssOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * kibibyte;
  } catch {
    return 0; // ended a moment ago
  }
}

function family(pid: number): number[] {
  const childrenOf = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = parentOf(Number(entry));
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(entry)]);
  }
  const members = [pid];
  for (const member of members) members.push(...(childrenOf.get(member) ?? []));
  return members;
}

function parentOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
