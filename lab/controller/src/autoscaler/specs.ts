import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ManifestError } from '../../../manifests/manifest-error.ts';
import { readScaleTarget, type ScaleTarget } from '../../../manifests/scale-target.ts';

/** What each service's manifests say now, or what is wrong with them. */
export type Specs = () => Map<string, ScaleTarget | ManifestError>;

/**
 * Reads `k8s/base` anew for every decision, so that an edited manifest counts at once, as in a cluster. A service's
 * folder in `ownDir`, which an exercise may leave there, wins over the one in `baseDir`.
 */
export function createManifestSpecs(baseDir: string, ownDir: string, services: readonly string[]): Specs {
  const dirOf = (service: string) => (existsSync(join(ownDir, service)) ? ownDir : baseDir);
  return () => new Map(services.map((service) => [service, read(dirOf(service), service)]));
}

function read(baseDir: string, service: string): ScaleTarget | ManifestError {
  try {
    return readScaleTarget(baseDir, service);
  } catch (error) {
    if (error instanceof ManifestError) return error;
    throw error;
  }
}
