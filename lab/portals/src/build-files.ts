import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** A file in the form that one encoding gives it. */
export interface Rendition {
  path: string;
  size: number;
  etag: string;
}

export interface BuiltFile extends Rendition {
  type: string;
  modified: string;
  /** Its name changes with its content. */
  immutable: boolean;
  /** What was compressed when it was built. */
  encoded: Partial<Record<'br' | 'gzip', Rendition>>;
}

/** One build of a portal, as it lay on the disk at one moment. */
export interface Build {
  /** index.html around its nonces. */
  page: string[];
  /** By path in the URL, without index.html. */
  files: Map<string, BuiltFile>;
}

/** Stands in index.html wherever the nonce of an answer belongs. */
const placeholder = '__CSP_NONCE__';

const types: Partial<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const encodings = { br: '.br', gzip: '.gz' } as const;

/** Throws when there is no build. Files and folders whose names begin with a dot are none of the visitors' business. */
export function readBuild(dir: string): Build {
  const page = readFileSync(join(dir, 'index.html'), 'utf8').split(placeholder);
  const names = new Set(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((name) => !name.split('/').some((part) => part.startsWith('.'))),
  );
  const plain = [...names].filter((name) => name !== 'index.html' && !isEncoded(name, names));
  return { page, files: new Map(plain.map((name) => [`/${name}`, describe(dir, name, names)])) };
}

const isEncoded = (name: string, names: Set<string>) =>
  Object.values(encodings).some((ending) => name.endsWith(ending) && names.has(name.slice(0, -ending.length)));

function describe(dir: string, name: string, names: Set<string>): BuiltFile {
  const path = join(dir, name);
  const { size, mtime } = statSync(path);
  const version = `${size.toString(36)}-${Math.round(mtime.getTime()).toString(36)}`;
  const encoded: BuiltFile['encoded'] = {};
  for (const [encoding, ending] of Object.entries(encodings) as ['br' | 'gzip', string][]) {
    if (!names.has(name + ending)) continue;
    encoded[encoding] = {
      path: path + ending,
      size: statSync(path + ending).size,
      etag: `"${version}-${encoding}"`,
    };
  }
  return {
    path,
    size,
    etag: `"${version}"`,
    type: types[extname(name)] ?? 'application/octet-stream',
    modified: mtime.toUTCString(),
    immutable: name.startsWith('assets/'),
    encoded,
  };
}
