import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const maxBytes = 200_000;

/** The page that `/` shows. */
const firstPages = {
  'user-portal': 'src/features/events/home-page.tsx',
  'admin-portal': 'src/features/overview/overview-page.tsx',
};

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
}
type Manifest = Record<string, Chunk>;

/** Reads what the deployed lab was built from. */
export function describeFirstLoad(): void {
  describe('the first route', () => {
    it.each(Object.entries(firstPages))('of the %s needs at most 200 kB of JavaScript, compressed', (portal, page) => {
      const dist = join(root, portal, 'dist');
      const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Manifest;
      const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry === true) ?? '';
      expect(Object.keys(manifest)).toContain(page);
      const files = new Set([entry, page].flatMap((key) => closure(manifest, key)));
      const bytes = [...files].map((file) => deliveredSize(join(dist, file)));
      expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(maxBytes);
    });
  });
}

/** What goes over the wire: browsers take Brotli, which was made when the portal was built. */
function deliveredSize(file: string): number {
  return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
}

/** The scripts that a chunk needs before it runs. */
function closure(manifest: Manifest, key: string, seen = new Set<string>()): string[] {
  const chunk = manifest[key];
  if (chunk === undefined || seen.has(key)) return [];
  seen.add(key);
  const own = chunk.file.endsWith('.js') ? [chunk.file] : [];
  return [...own, ...(chunk.imports ?? []).flatMap((imported) => closure(manifest, imported, seen))];
}
