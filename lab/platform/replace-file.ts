import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file in one step: whoever reads it, or finds it after a kill at any moment, finds the old or the new one whole. */
export function replaceFile(file: string, text: string, mode = 0o666): void {
  writeFileSync(`${file}.new`, text, { mode });
  renameSync(`${file}.new`, file);
}
