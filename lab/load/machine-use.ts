import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who used a machine's CPU while a run went. */
export interface MachineUse {
  /** others than the lab and the generator, of all cores; what a hypervisor took counts, too */
  othersPercent: number;
  /** of the time: somebody was ready to run and found no core free */
  waitingPercent: number;
}

/** More than this is not the background that every machine has. */
const mostOthersPercent = 10;
/** Below it whoever wanted a core nearly always had one, whoever else was there. */
const mostWaitingPercent = 20;

/** Whether others had so much of the machine that what was slow need not have been the system. */
export function isPressed({ othersPercent, waitingPercent }: MachineUse): boolean {
  return othersPercent > mostOthersPercent && waitingPercent > mostWaitingPercent;
}

/**
 * Watches from now on. `lab` are processes from which all of the lab's descend; null where nobody knows them. `stop` yields
 * null then, and where the kernel does not tell: without /proc or without its pressure stall information nothing is claimed.
 */
export function watchMachine(lab: readonly number[] | null, proc = '/proc'): { stop(): MachineUse | null } {
  const ours = lab === null ? null : [...lab, process.pid];
  const before = ours === null ? null : read(ours, proc);
  return {
    stop() {
      const after = ours === null || before === null ? null : read(ours, proc);
      if (before === null || after === null || after.total <= before.total) return null;
      const used = after.used - before.used - (after.ours - before.ours);
      return {
        othersPercent: (Math.max(0, used) / (after.total - before.total)) * 100,
        waitingPercent: ((after.waitedMicros - before.waitedMicros) / 1000 / (after.atMs - before.atMs)) * 100,
      };
    },
  };
}

interface Reading {
  atMs: number;
  /** ticks of all cores, idle ones included, since the machine began */
  total: number;
  /** of them by processes or taken by a hypervisor; interrupts are nobody's */
  used: number;
  ours: number;
  waitedMicros: number;
}

function read(ours: readonly number[], proc: string): Reading | null {
  try {
    const waited = /^some .*total=(\d+)/m.exec(readFileSync(join(proc, 'pressure', 'cpu'), 'latin1'))?.[1];
    const [first = ''] = readFileSync(join(proc, 'stat'), 'latin1').split('\n', 1);
    const ticks = first.trim().split(/\s+/).slice(1, 9).map(Number);
    const [user = 0, nice = 0, system = 0, , , , , steal = 0] = ticks;
    if (waited === undefined) return null;
    return {
      atMs: performance.now(),
      total: ticks.reduce((sum, each) => sum + each, 0),
      used: user + nice + system + steal,
      ours: ticksOf(ours, proc),
      waitedMicros: Number(waited),
    };
  } catch {
    return null;
  }
}

/** CPU ticks of these processes and all that descend from them; what ended ones had, their parents have inherited. */
function ticksOf(roots: readonly number[], proc: string): number {
  const all = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync(proc)) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(join(proc, name, 'stat'), 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
      all.set(Number(name), { parent: Number(fields[1]), ticks });
    } catch {
      // it has just ended
    }
  }
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined; at = all.get(at)?.parent) {
      if (roots.includes(at)) return true;
    }
    return false;
  };
  return [...all].reduce((sum, [pid, { ticks }]) => (isOurs(pid) ? sum + ticks : sum), 0);
}
