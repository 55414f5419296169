import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { ManifestError } from './manifest-error.ts';

/** Reads one YAML document and checks it; a ManifestError names file, place and reason. */
export function readManifest<T extends z.ZodType>(file: string, schema: T): z.output<T> {
  const document = readYaml(file);
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = (issue?.path ?? []).map(String).join('.');
  throw new ManifestError(`${file}: ${place === '' ? '' : `${place}: `}${issue?.message ?? 'is not valid'}`);
}

function readYaml(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ManifestError(`${file} cannot be read`);
  }
  try {
    return parse(text);
  } catch (error) {
    throw new ManifestError(`${file}: ${(error as Error).message}`);
  }
}
