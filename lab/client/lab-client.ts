import { setTimeout as wait } from 'node:timers/promises';
import { type Problem, problemSchema } from '@ticketlab/contracts/problem';
import type { z } from 'zod';

/** lab-controller refused; the message is its reason, `problem` names the fields at fault. */
export class LabRefusedError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? problem?.title ?? `lab-controller answered ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Nobody answered at all. */
export class LabUnreachableError extends Error {}

/** lab-controller's API, below one URL. */
export interface LabClient {
  /** Resolves to the checked body. @throws LabRefusedError, LabUnreachableError */
  call<T extends z.ZodType>(method: string, path: string, schema: T, body?: unknown): Promise<z.output<T>>;
}

interface LabClientDeps {
  /** `http://host:port/api/lab` through a gateway, or `…/internal` of lab-controller itself. */
  url: string;
  /** A token; asked again when one is no longer accepted, for an experiment may last longer than it. */
  signIn: () => Promise<string>;
  /** How long an answer may take; default: as long as it takes. */
  patienceMs?: number;
}

export function createLabClient({ url, signIn, patienceMs }: LabClientDeps): LabClient {
  let token: string | undefined;

  async function ask(method: string, path: string, body: unknown): Promise<{ response: Response; text: string }> {
    token ??= await within(signIn());
    try {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
        signal: patienceMs === undefined ? null : AbortSignal.timeout(patienceMs),
      });
      return { response, text: await response.text() };
    } catch (error) {
      const { cause, message } = error as Error & { cause?: Error };
      throw new LabUnreachableError(
        `lab-controller does not answer (${cause?.message ?? message}); look at ./deploy.sh status`,
      );
    }
  }

  /** Signing in may hang where the answer would. */
  function within<T>(work: Promise<T>): Promise<T> {
    if (patienceMs === undefined) return work;
    const late = wait(patienceMs, undefined, { ref: false }).then(() => {
      throw new LabUnreachableError('Signing in takes too long.');
    });
    return Promise.race([work, late]);
  }

  return {
    async call(method, path, schema, body) {
      let { response, text } = await ask(method, path, body);
      if (response.status === 401) {
        token = undefined;
        ({ response, text } = await ask(method, path, body));
      }
      if (response.ok) return schema.parse(text === '' ? undefined : JSON.parse(text));
      throw new LabRefusedError(response.status, problemSchema.safeParse(parseJson(text)).data);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
