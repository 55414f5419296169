import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Copies of services' manifests that win over those of k8s/base, so that an exercise never edits the clone. */
export function createOwnManifests(baseDir: string, ownDir: string) {
  return {
    /** @throws Error when `replace` does not stand in the file */
    change(service: string, file: string, replace: string, by: string): void {
      const dir = join(ownDir, service);
      cpSync(join(baseDir, service), dir, { recursive: true });
      const path = join(dir, file);
      const text = readFileSync(path, 'utf8');
      if (!text.includes(replace)) throw new Error(`${path} does not contain: ${replace}`);
      writeFileSync(path, text.replace(replace, by));
    },
    remove: (service: string) => rmSync(join(ownDir, service), { recursive: true, force: true }),
  };
}
