import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SecretName } from './workloads.ts';

const random = () => randomBytes(32).toString('base64url');

const generators: Record<SecretName | 'POSTGRES_PASSWORD', () => string> = {
  SERVICE_TOKEN_SECRET: random,
  TICKET_SIGNING_KEY: random,
  POSTGRES_PASSWORD: random,
  JWT_PRIVATE_KEY: () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

export interface Secrets {
  /** The path of the file that holds a secret, for `X_FILE`. */
  file(name: keyof typeof generators): string;
  read(name: keyof typeof generators): string;
}

/** Makes what is missing, each in a file of its own that only its owner can read; what is there stays. */
export function ensureSecrets(dir: string): Secrets {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(dir, name);
  for (const [name, generate] of Object.entries(generators)) createOnce(file(name), generate);
  return { file, read: (name) => readFileSync(file(name), 'utf8').trimEnd() };
}

/** Written beside and linked: there is never half a secret, and of two who create it one wins. */
function createOnce(path: string, generate: () => string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${generate().trimEnd()}\n`, { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
