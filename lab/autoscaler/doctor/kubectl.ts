import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Asks a cluster for JSON; `args` are those of kubectl without `-o json`. @throws KubectlError in kubectl's words */
export type Kubectl = (...args: string[]) => Promise<unknown>;

export class KubectlError extends Error {
  /** The cluster answered that there is no such thing. */
  readonly notFound: boolean;

  constructor(message: string) {
    super(message);
    this.notFound = /NotFound|not found|doesn't have a resource type|could not find the requested resource/.test(
      message,
    );
  }
}

const run = promisify(execFile);

export function createKubectl(namespace: string | undefined, program = 'kubectl'): Kubectl {
  const scope = namespace === undefined ? [] : ['--namespace', namespace];
  return async (...args) => {
    try {
      const { stdout } = await run(program, [...scope, ...args, '-o', 'json'], {
        timeout: 15_000,
        maxBuffer: 2 ** 26,
      });
      return JSON.parse(stdout) as unknown;
    } catch (error) {
      const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
      if (code === 'ENOENT') throw new KubectlError('kubectl is not on PATH');
      throw new KubectlError((stderr ?? message).trim().split('\n').at(-1) ?? message);
    }
  };
}
