import { readdirSync, readFileSync } from 'node:fs';

const microsPerTick = 10_000; // USER_HZ is 100 on every Linux

/**
 * CPU time in µs that a process and its children have used so far, children that have ended included.
 * NaN where there is no /proc.
 */
export function cpuMicrosOfFamily(pid: number): number {
  let ticks = 0;
  try {
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      const stat = readStat(Number(entry));
      if (stat === undefined) continue;
      if (Number(entry) === pid) ticks += stat.own + stat.ended;
      else if (stat.parent === pid) ticks += stat.own;
    }
  } catch {
    return Number.NaN;
  }
  return ticks * microsPerTick;
}

/** CPU time in µs of the children of this process that have ended. NaN where there is no /proc. */
export function endedChildrenMicros(): number {
  return (readStat(process.pid)?.ended ?? Number.NaN) * microsPerTick;
}

/** CPU time in µs that this process has used so far. */
export function ownCpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function readStat(pid: number): { parent: number; own: number; ended: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // ended a moment ago
  }
  // the name in parentheses may hold spaces: fields count from the state behind it
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0] = fields.slice(1);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11);
  return { parent, own: user + system, ended: endedUser + endedSystem };
}
