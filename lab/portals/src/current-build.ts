import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readBuild, type Build } from './build-files.ts';

/** The newest build in a folder: who builds a portal anew need not restart what serves it. */
export interface CurrentBuild {
  /** Undefined while there is none. Costs one look at index.html. */
  newest(): Build | undefined;
  /** As last read; for what belongs to a page that has been served. */
  known(): Build | undefined;
}

export function createCurrentBuild(dir: string): CurrentBuild {
  let build: Build | undefined;
  let version = '';

  function newest(): Build | undefined {
    const stat = statSync(join(dir, 'index.html'), { throwIfNoEntry: false });
    // one build takes the other's place: for a moment there may be none
    if (stat === undefined) return build;
    const found = `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
    if (found !== version) {
      build = readBuild(dir);
      version = found;
    }
    return build;
  }

  return { newest, known: () => build ?? newest() };
}
