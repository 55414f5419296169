import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isPressed, watchMachine } from '../../load/machine-use.ts';

/** What a kernel tells, in ticks of a hundredth of a second. */
let proc: string;
beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'proc-'));
  mkdirSync(join(proc, 'pressure'));
  tellPressure(0);
});
afterEach(() => rmSync(proc, { recursive: true, force: true }));

const tell = (file: string, text: string) => writeFileSync(join(proc, file), text);
const tellPressure = (micros: number) =>
  tell('pressure/cpu', `some avg10=0.00 avg60=0.00 avg300=0.00 total=${micros}\nfull avg10=0.00 total=0\n`);
const tellMachine = ({ user, idle, steal = 0 }: { user: number; idle: number; steal?: number }) =>
  tell('stat', `cpu  ${user} 0 0 ${idle} 0 0 0 ${steal} 0 0\ncpu0 ${user} 0 0 ${idle} 0 0 0 ${steal} 0 0\n`);
function tellProcess(
  pid: number,
  { parent, ticks, inherited = 0 }: Record<'parent' | 'ticks', number> & { inherited?: number },
) {
  mkdirSync(join(proc, String(pid)), { recursive: true });
  const fields = ['S', parent, ...Array.from({ length: 9 }, () => 0), ticks, 0, inherited, 0];
  tell(`${pid}/stat`, `${pid} (a (strange) name) ${fields.join(' ')}\n`);
}

describe('who used the machine', () => {
  it('is the lab with all that descends from it, the generator, or others', () => {
    tellMachine({ user: 0, idle: 0 });
    tellProcess(10, { parent: 1, ticks: 0 });
    tellProcess(11, { parent: 10, ticks: 100 });
    tellProcess(12, { parent: 11, ticks: 0 });
    tellProcess(process.pid, { parent: 1, ticks: 0 });
    tellProcess(99, { parent: 1, ticks: 0 });
    const watched = watchMachine([10], proc);
    // 11 has ended; what it used in all is its parent's now, 20 of it new
    rmSync(join(proc, '11'), { recursive: true });
    tellProcess(10, { parent: 1, ticks: 10, inherited: 120 });
    tellProcess(12, { parent: 10, ticks: 30 });
    tellProcess(process.pid, { parent: 1, ticks: 40 });
    tellProcess(99, { parent: 1, ticks: 50 });
    tellMachine({ user: 150, idle: 840, steal: 10 });
    expect(watched.stop()?.othersPercent).toBeCloseTo(6, 5);
  });

  it('is nobody in particular where the lab is not known, or the kernel does not tell', () => {
    tellMachine({ user: 0, idle: 0 });
    expect(watchMachine(null, proc).stop()).toBeNull();
    rmSync(join(proc, 'pressure'), { recursive: true });
    expect(watchMachine([10], proc).stop()).toBeNull();
    expect(watchMachine([10], join(proc, 'none')).stop()).toBeNull();
  });

  it('matters when they had much of it and somebody had to wait', () => {
    expect(isPressed({ othersPercent: 30, waitingPercent: 50 })).toBe(true);
    expect(isPressed({ othersPercent: 30, waitingPercent: 5 })).toBe(false);
    expect(isPressed({ othersPercent: 3, waitingPercent: 90 })).toBe(false);
  });
});
