import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from '../platform/replace-file.ts';

/** A process the lab has started, noted on disk so that a later supervisor can find what an earlier one left behind. */
export interface ProcessRecord {
  kind: 'instance' | 'store';
  name: string;
  pid: number;
  token: string;
  /** Changes when a store's command line does: such a store is restarted rather than adopted. */
  fingerprint: string;
}

export interface ProcessTable {
  add(record: ProcessRecord): void;
  remove(pid: number): void;
}

/** The file is replaced in one step at every change: a kill at any moment leaves a complete one. */
export function createProcessTable(file: string): ProcessTable {
  const records = new Map<number, ProcessRecord>();
  mkdirSync(dirname(file), { recursive: true });
  const save = () => replaceFile(file, JSON.stringify([...records.values()], null, 1), 0o600);
  return {
    add(record) {
      records.set(record.pid, record);
      save();
    },
    remove(pid) {
      if (records.delete(pid)) save();
    },
  };
}

/** What the table's last owner had running; empty when there was none. */
export function readProcessTable(file: string): ProcessRecord[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord[];
  } catch {
    return [];
  }
}
